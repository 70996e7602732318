import type { Job } from "../contract/job.ts";
import { askFor, logOf, noticeOf, openActions, openTab, rowOf, statusOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { lookAt } from "./looks.ts";
import { processesOf } from "./kernel.ts";
import { ageJobs } from "./seed.ts";

/** Says which signals it got; 15 ends it in its own way. */
const LISTENER = `sh -c 'trap "echo got USR1" USR1; trap "exit 7" TERM; echo ready; while :; do sleep 0.1; done'`;

test("a signal reaches the job's process as the kernel sees it", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: LISTENER, name: "listener" });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs`);
  await expect(logOf(page)).toContainText("ready");

  const send = async (name: string) => {
    const dialog = await askFor(page, "Send a signal…");
    await dialog.getByRole("radio", { name: new RegExp(`^${name}`) }).check();
    await dialog.getByRole("button", { name: "Send" }).click();
    await expect(dialog).toBeHidden();
  };
  await send("USR1");
  await expect(noticeOf(page)).toContainText("Sent SIGUSR1 to listener");
  await expect(logOf(page)).toContainText("got USR1");
  await send("STOP");
  await expect.poll(() => processesOf(job.id).map(({ state }) => state)).toContain("T");
  await send("CONT");
  await expect.poll(() => processesOf(job.id).map(({ state }) => state)).not.toContain("T");

  const dialog = await askFor(page, "Send a signal…");
  await expect(dialog.getByRole("radio", { name: "KILL" })).toBeChecked();
  await dialog.getByRole("radio", { name: "Other" }).check();
  await dialog.getByRole("textbox", { name: "Number or name" }).fill("99");
  await expect(dialog.getByRole("button", { name: "Send" })).toBeDisabled();
  await expectAccessible(page);
  await dialog.getByRole("textbox", { name: "Number or name" }).fill("NOTHING");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog.getByRole("alert")).toContainText("NOTHING");
  await dialog.getByRole("textbox", { name: "Number or name" }).fill("15");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(statusOf(page)).toContainText(/exit code 7/i);
  await expect.poll(() => processesOf(job.id)).toEqual([]);
});

test("the default signal ends a job, by the keyboard alone", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "sleep 600" });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await expect(statusOf(page)).toContainText("Running");
  const open = async () => {
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem", { name: "Copy the id" })).toBeFocused();
    for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("menuitem", { name: "Send a signal…" })).toBeFocused();
    await page.keyboard.press("Enter");
  };
  await page.getByRole("button", { name: "Actions", exact: true }).focus();
  await open();
  await expect(page.getByRole("radio", { name: "KILL" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Actions", exact: true })).toBeFocused();

  await open();
  await expect(page.getByRole("radio", { name: "KILL" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(statusOf(page)).toContainText("ended by SIGKILL");
  await expect.poll(() => processesOf(job.id)).toEqual([]);
});

test("a life span that is extended or set is in effect", async ({ page, fresh }) => {
  const extended = await fresh.run({ command: "sleep 600", name: "extended", max_run_time_minutes: 2 });
  const limited = await fresh.run({ command: "sleep 600", name: "limited" });
  for (const { id } of [extended, limited]) await fresh.untilStatus(id, "running");
  // A life span is a minute at least, which nobody is to wait for.
  const age = async (jobs: readonly Job[], byMs: number) => {
    await fresh.stop();
    ageJobs(
      fresh.dataDir,
      jobs.map(({ id }) => id),
      byMs,
    );
    await fresh.boot();
  };
  await age([limited], 45_000);
  await page.goto(fresh.link);
  await page.goto(`${fresh.origin}/jobs/${extended.id}`);
  await expect(statusOf(page)).toContainText("Running");
  const dialog = await askFor(page, "Extend the life span…");
  await dialog.getByLabel("By").fill("soon");
  await expect(dialog.getByLabel("By")).toHaveAccessibleDescription(/must be a duration/i);
  await dialog.getByLabel("By").fill("1d2h30m");
  await expect(dialog.getByRole("row", { name: /^Life span/ })).toContainText("1d2h32m");
  await expect(dialog.getByRole("row", { name: /^Ends/ })).toContainText(/\d:\d\d.*\d:\d\d/);
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(noticeOf(page)).toContainText("1d2h30m longer");
  await expect(page.getByRole("region", { name: "Scheduling" })).toContainText("1d2h32m");

  await page.goto(`${fresh.origin}/jobs/${limited.id}`);
  const first = await askFor(page, "Extend the life span…");
  await first.getByLabel("Life span", { exact: true }).fill("1m");
  await first.getByRole("button", { name: "Set" }).click();
  await expect(noticeOf(page)).toContainText("may run for 1m");
  await expect(statusOf(page)).toContainText("Cancelled", { timeout: 90_000 });
  await expect(statusOf(page)).toContainText("Its life span was over");
  // The other one had two minutes, and has now run for longer.
  await page.goto("about:blank");
  await age([extended], 130_000);
  await expect.poll(async () => (await fresh.client.status(extended.id)).history.runTimeSeconds).toBeGreaterThan(130);
  expect((await fresh.client.status(extended.id)).status).toBe("running");
});

test("a finished job's log is deleted, then the job itself", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "echo to be forgotten", name: "short-lived" });
  await jobdeck.untilStatus(job.id, "succeeded");
  await page.goto(jobdeck.link);
  await expect(rowOf(page, "short-lived")).toBeVisible();
  await rowOf(page, "short-lived").getByRole("link", { name: "short-lived", exact: true }).click();
  const log = await askFor(page, "Delete the log…");
  await expectAccessible(page);
  await log.getByRole("button", { name: "Delete the log" }).click();
  await expect(noticeOf(page)).toContainText("Deleted the log of short-lived");
  await openTab(page, "Logs");
  await expect(page.getByRole("main")).toContainText(/log was removed/);
  await expect((await openActions(page)).getByRole("menuitem", { name: "Delete the log…" })).toContainText("already");
  await page.keyboard.press("Escape");

  const drop = await askFor(page, "Delete the job…");
  await expect(drop).toContainText("short-lived");
  await expectAccessible(page);
  await drop.getByRole("button", { name: "Delete the job" }).click();
  await page.waitForURL(/\/jobs$/);
  await expect(noticeOf(page)).toContainText("Deleted short-lived");
  await expect(page.getByText("short-lived", { exact: true })).toHaveCount(0);
  await expect(jobdeck.client.status(job.id)).rejects.toMatchObject({ kind: "not-found" });
});

test("what cannot be done now is off, and says why", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "sleep 600" });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await expect(statusOf(page)).toContainText("Running");
  const menu = await openActions(page);
  const off = async (name: string, reason: string) => {
    const item = menu.getByRole("menuitem", { name });
    await expect(item).toHaveAttribute("aria-disabled", "true");
    await expect(item).toContainText(reason);
    await item.click({ force: true });
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  const engine = (await jobdeck.client.config()).clusters[0]?.engine;
  await off("Save as an image…", engine?.unsupported.save ?? "the engine says why");
  await off("Delete the log…", "has not ended yet");
  await off("Delete the job…", "has not ended yet");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await jobdeck.client.kill(job.id);
  await expect(statusOf(page)).toContainText("Cancelled");
  await openActions(page);
  await off("Send a signal…", "has ended");
  await off("Extend the life span…", "has ended");
});

test("the id and the link are copied", async ({ page, context, jobdeck }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const job = await jobdeck.run({ command: "true" });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await (await openActions(page)).getByRole("menuitem", { name: "Copy the id" }).click();
  await expect(noticeOf(page)).toContainText("Copied the id");
  expect(await copied()).toBe(job.id);
  await (await openActions(page)).getByRole("menuitem", { name: "Copy the link" }).click();
  await expect(noticeOf(page)).toContainText("Copied the link");
  expect(await copied()).toBe(`${jobdeck.origin}/jobs/${job.id}`);
});

test("the menu and its dialogs look as they should, in both colours and widths", async ({ page, jobdeck }) => {
  const look = (name: string, within = "[role=dialog]") => lookAt(page, `actions-${name}`, { within });
  const job = await jobdeck.run({ command: "sleep 600", max_run_time_minutes: 60 });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await expect(statusOf(page)).toContainText("Running");
  await openActions(page);
  await look("menu", "[role=menu]");
  await page.keyboard.press("Escape");
  await askFor(page, "Send a signal…");
  await look("signal");
  await page.keyboard.press("Escape");
  const span = await askFor(page, "Extend the life span…");
  await span.getByLabel("By").fill("2h");
  await look("life-span");
  await page.keyboard.press("Escape");
  await jobdeck.client.kill(job.id);
  await expect(statusOf(page)).toContainText("Cancelled");
  await askFor(page, "Delete the job…");
  await look("delete");
});
