import { logOf, openTab, statusOf, type TabName } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

const TABS: readonly TabName[] = ["Overview", "Logs", "Terminal", "Metrics"];

test("a job that does not exist has a page that says so", async ({ page, jobdeck }) => {
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/job-00000000-0000-4000-8000-000000000000`);
  await expect(page.getByRole("heading", { name: "There is no such job" })).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${jobdeck.origin}/nowhere`);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
});

test("a job that waits says why on every tab, and can be cancelled", async ({ page, fresh }) => {
  const first = await fresh.run({ command: "sleep 600", preset_name: "cpu-large" });
  await fresh.untilStatus(first.id, "running");
  const second = await fresh.run({ command: "echo my turn", preset_name: "cpu-large" });
  await page.goto(fresh.link);
  await page.goto(`${fresh.origin}/jobs/${second.id}`);
  await expect(statusOf(page)).toContainText("Pending");
  await expect(statusOf(page)).toContainText(/Waiting for \d/);
  for (const tab of TABS) {
    await openTab(page, tab);
    await expect(page.getByRole("main")).toContainText(/Waiting for/);
    await expectAccessible(page);
  }
  await openTab(page, "Logs");
  await fresh.client.kill(first.id);
  await expect(logOf(page)).toContainText("my turn");
  await expect(statusOf(page)).toContainText("Succeeded");
});

test("a job that has ended says how on every tab", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "sh -c 'echo so long; exit 43'" });
  await expect(async () => expect((await jobdeck.client.status(job.id)).status).toBe("failed")).toPass();
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await expect(statusOf(page)).toContainText("Failed");
  await expect(page.getByRole("main")).toContainText("exit code 43");
  for (const tab of TABS) {
    await openTab(page, tab);
    await expect(page.getByRole("main")).toContainText(/so long|exit code 43|has ended/);
    await expectAccessible(page);
  }
  await expect(page.getByRole("button", { name: /^Kill/ })).toHaveAttribute("aria-disabled", "true");
});

test("a command that is not there is told in words", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "no-such-program --now" });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await expect(page.getByRole("main")).toContainText(/no-such-program.* not found/);
});
