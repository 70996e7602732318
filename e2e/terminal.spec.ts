import { connected, openShell, openTab, screenOf, typeLine } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

test("a shell takes UTF-8, follows the window's size and says how it ended", async ({ page, context, jobdeck }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const job = await jobdeck.run({ command: "sleep 600" });
  await jobdeck.untilStatus(job.id, "running");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await openShell(page);
  await page.evaluate(() => navigator.clipboard.writeText("printf 'größe-%s\\n' 漢字"));
  await page.keyboard.press("Control+Shift+V");
  await page.keyboard.press("Enter");
  await expect(screenOf(page)).toContainText("größe-漢字");
  await typeLine(page, "echo size $(stty size)");
  await expect(screenOf(page)).toContainText(/size \d+ \d+/);
  const columns = async () => {
    await typeLine(page, "clear; echo columns:$(tput cols):");
    await expect(screenOf(page)).toContainText(/columns:\d+:/);
    return Number(/columns:(\d+):/.exec(await screenOf(page).innerText())?.[1]);
  };
  const wide = await columns();
  await page.setViewportSize({ width: 700, height: 700 });
  await expect(async () => expect(await columns()).toBeLessThan(wide)).toPass();
  await expectAccessible(page);
  await typeLine(page, "exit 7");
  await expect(page.getByRole("region", { name: "Terminal" }).getByRole("alert")).toContainText("exit code 7");
  await jobdeck.client.kill(job.id);
});

test("attaching talks to the job's own terminal", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({
    command: `sh -c 'while read -r line; do echo "heard: $line"; done'`,
    tty: true,
  });
  await jobdeck.untilStatus(job.id, "running");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await openTab(page, "Terminal");
  await page.getByRole("button", { name: "Attach", exact: true }).click();
  await connected(page);
  await typeLine(page, "hello there");
  await expect(screenOf(page)).toContainText("heard: hello there");
  await jobdeck.client.kill(job.id);
  await expect(page.getByRole("region", { name: "Terminal" }).getByRole("alert")).toBeVisible();
});

test("a shell whose connection is lost says that it is gone", async ({ page, fresh }) => {
  const job = await fresh.run({ command: "sleep 600" });
  await fresh.untilStatus(job.id, "running");
  await page.goto(fresh.link);
  await page.goto(`${fresh.origin}/jobs/${job.id}`);
  await openShell(page);
  await fresh.stop();
  await expect(page.getByRole("region", { name: "Terminal" }).getByRole("alert")).toContainText(/gone|lost/);
  await fresh.boot();
  await page.getByRole("button", { name: /New shell|Open/ }).click();
  await connected(page);
  await typeLine(page, "echo back-$((1 + 1))");
  await expect(screenOf(page)).toContainText("back-2");
});
