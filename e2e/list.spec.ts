import { connected, rowOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { lookAt } from "./looks.ts";

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
  const mark = page.getByRole("status").filter({ hasText: /the platform does not answer/ });
  await page.context().setOffline(true);
  await expect(mark).toBeVisible();
  await page.context().setOffline(false);
  await expect(mark).toHaveCount(0);
  await fresh.stop();
  await expect(mark).toBeVisible();
  await expect(rowOf(page, "still-here")).toContainText("Running");
  await fresh.boot();
  await fresh.client.kill(job.id);
  await expect(rowOf(page, "still-here")).toContainText("Cancelled");
});

test("the keyboard leads to pages, jobs, their logs and shells, and tells its keys", async ({ page, jobdeck }) => {
  const { id } = await jobdeck.run({ command: "sh -c 'echo hello from it; sleep 600'", name: "by-keys" });
  await jobdeck.untilStatus(id, "running");
  const palette = page.getByRole("dialog", { name: "Find a page, a job or a command" });
  const find = async (text: string) => {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(palette.getByRole("combobox")).toBeFocused();
    await page.keyboard.type(text);
  };
  await page.goto(jobdeck.link);
  await expect(rowOf(page, "by-keys")).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/cluster$/);
  await page.keyboard.press("g");
  await page.keyboard.press("j");
  await expect(page).toHaveURL(/\/jobs$/);

  await find("logs by-keys");
  await expect(palette.getByRole("option", { selected: true })).toHaveText(/^Logs of by-keys/);
  await lookAt(page, "palette");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${id}/logs`));
  await expect(page.getByRole("log")).toContainText("hello from it");
  // Keys reach the page only where nobody writes.
  await page.keyboard.press("/");
  await page.keyboard.type("gm?");
  await expect(page.getByLabel("Search the log")).toHaveValue("gm?");
  await find("nothing of this name");
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Search the log")).toBeFocused();
  await page.getByLabel("Search the log").blur();
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await expect(page).toHaveURL(new RegExp(`${id}/metrics`));

  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(keys.getByRole("definition").first()).toBeVisible();
  await expect(keys).toContainText("Open a shell in a job");
  await lookAt(page, "shortcuts");
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();

  await find("shell by-keys");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await expect(palette.getByRole("option", { selected: true })).toHaveText(/^Shell in by-keys/);
  await page.keyboard.press("Enter");
  await connected(page);
  // What a shell has a use for is the shell's.
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Shift+Escape");
  await expect(palette).toBeHidden();
  // Faster than a slow machine finds: Enter is about what was typed, not about what is shown by then.
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 8 });
  await find("use the dark");
  await page.keyboard.press("Enter");
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  await find("sign out");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/sign-in/);
});
