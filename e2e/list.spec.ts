import { rowOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

test("an empty list teaches and starts a first job", async ({ page, fresh }) => {
  await page.goto(fresh.link);
  await expect(page.getByRole("button", { name: "Start a first job" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Start a first job" }).click();
  await expect(page.getByRole("log")).toContainText("step 2 of 600");
});

test("the list is live and filtered by the address", async ({ page, fresh }) => {
  await page.goto(fresh.link);
  const done = await fresh.run({ command: "true", name: "quick-one", tags: ["vision"] });
  await fresh.untilStatus(done.id, "succeeded");
  const failed = await fresh.run({ command: "sh -c 'exit 43'", name: "broken-one" });
  const lasting = await fresh.run({ command: "sleep 600", name: "lasting-one", description: "holds on" });
  await fresh.untilStatus(lasting.id, "running");

  await expect(rowOf(page, "quick-one")).toContainText("Succeeded");
  await expect(rowOf(page, "broken-one")).toContainText("Failed");
  await expect(rowOf(page, "lasting-one")).toContainText("Running");
  const names = await page.getByRole("grid", { name: "Jobs" }).getByRole("link", { name: /-one$/ }).allInnerTexts();
  expect(names.filter((name) => name !== "")).toEqual(["lasting-one", "broken-one", "quick-one"]);
  await expectAccessible(page);

  await page.keyboard.press("/");
  await page.keyboard.type("vision");
  await expect(rowOf(page, "lasting-one")).toHaveCount(0);
  await expect(rowOf(page, "quick-one")).toHaveCount(1);
  await page.reload();
  await expect(rowOf(page, "quick-one")).toHaveCount(1);
  await expect(rowOf(page, "lasting-one")).toHaveCount(0);

  await page.getByLabel("Filter jobs").fill("");
  await page.getByRole("group", { name: "Filter by status" }).getByText("Failed").click();
  await expect(rowOf(page, "broken-one")).toHaveCount(1);
  await expect(rowOf(page, "quick-one")).toHaveCount(0);
  await expect(page.getByLabel("Filter jobs")).toHaveValue("status:failed");
  expect(page.url()).toContain("failed");

  await fresh.client.kill(lasting.id);
  await page.goto(`${fresh.origin}/jobs`);
  await expect(rowOf(page, "lasting-one")).toContainText("Cancelled");
  expect((await fresh.client.status(failed.id)).history.exitCode).toBe(43);
});

test("a lost server leaves what is known on the screen and says so", async ({ page, fresh }) => {
  await page.goto(fresh.link);
  const job = await fresh.run({ command: "sleep 600", name: "still-here" });
  await expect(rowOf(page, "still-here")).toContainText("Running");
  await fresh.stop();
  await expect(page.getByRole("status").filter({ hasText: /the platform does not answer/ })).toBeVisible();
  await expect(rowOf(page, "still-here")).toContainText("Running");
  await fresh.boot();
  await fresh.client.kill(job.id);
  await expect(rowOf(page, "still-here")).toContainText("Cancelled");
});
