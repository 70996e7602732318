import type { Page } from "@playwright/test";
import { logOf } from "./app.ts";
import { startCutProxy } from "./cutProxy.ts";
import { expect, test } from "./fixtures.ts";
import type { JobdeckServer } from "./server.ts";
import { lookAt } from "./looks.ts";

/** All of a log as the platform has it. */
async function fileOf(server: JobdeckServer, id: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of server.client.monitor(id)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** All of the log that the page has, as it is copied. */
async function copyAll(page: Page): Promise<string> {
  await logOf(page).press("Control+a");
  await page.keyboard.press("Control+c");
  return await page.evaluate(() => navigator.clipboard.readText());
}

/** So many make a log of several pieces. */
const ENOUGH_TICKS = 60;

test("a log loses and doubles nothing over a cut network and a killed server", async ({ page, fresh, context }) => {
  test.setTimeout(240_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const proxy = await startCutProxy(fresh.origin);
  // Bursts, pauses, lines that grow, both streams.
  const loop = `i=0; while :; do i=$((i+1)); seq -f "$i %03g some text" 1 12; printf "$i begun"; sleep 0.05; echo " and ended"; echo "tick $i"; done`;
  const job = await fresh.run({ command: `sh -c '${loop}'` });
  await page.goto(`${proxy.origin}/jobs/${job.id}/logs#token=${fresh.token}`);
  const status = page
    .getByRole("region", { name: /^Log of / })
    .getByRole("status")
    .first();
  const newest = async () => {
    const text = await logOf(page).innerText();
    return Math.max(0, ...[...text.matchAll(/tick (\d+)/g)].map((match) => Number(match[1])));
  };
  await expect.poll(newest).toBeGreaterThan(3);
  for (let round = 0; round < 3; round += 1) {
    const before = await newest();
    proxy.goOffline();
    await expect(status).toHaveText(/Reconnecting/);
    proxy.goOnline();
    await page.getByRole("button", { name: "Retry now" }).click();
    await expect(status).toHaveText("Live");
    await expect.poll(newest).toBeGreaterThan(before);
  }
  const before = await newest();
  await fresh.stop("SIGKILL");
  await expect(status).toHaveText(/Reconnecting/);
  await fresh.boot();
  await page.getByRole("button", { name: "Retry now" }).click();
  await expect.poll(newest).toBeGreaterThan(Math.max(before, ENOUGH_TICKS));

  await fresh.client.kill(job.id);
  await expect(status).toHaveText(/Ended/);
  const file = await fileOf(fresh, job.id);
  expect(file.length).toBeGreaterThan(10_000);
  await expect.poll(async () => (await copyAll(page)).trimEnd() === file.trimEnd()).toBe(true);
  await proxy.close();
});

test("restarts are marked, several logs stand by time, and what was released comes back", async ({ page, jobdeck }) => {
  test.setTimeout(240_000);
  const mark = `${jobdeck.dataDir}/restarted`;
  const again = await jobdeck.run({
    command: `sh -c 'if [ -e ${mark} ]; then echo second try; sleep 0.2; echo after; else touch ${mark}; echo first try; exit 1; fi'`,
    restart_policy: "on-failure",
    name: "again",
  });
  await jobdeck.untilStatus(again.id, "succeeded");
  await page.goto(`${jobdeck.origin}/jobs/${again.id}/logs#token=${jobdeck.token}`);
  await expect(logOf(page)).toContainText(/first try.*The job was restarted at \d\d:\d\d:\d\d.*second try/);

  const other = await jobdeck.run({ command: "sh -c 'echo from the other'", name: "other" });
  await jobdeck.untilStatus(other.id, "succeeded");
  await page.goto(`${jobdeck.origin}/jobs`);
  for (const name of ["again", "other"]) await page.getByRole("checkbox", { name: `Select ${name}` }).check();
  await page.getByRole("toolbar", { name: "Selected jobs" }).getByRole("link", { name: "Logs" }).click();
  await expect(page.getByRole("log", { name: "Log of other" })).toContainText("from the other");
  await expect(page.getByRole("log", { name: "Log of again" })).toContainText("second try");
  await lookAt(page, "logs-side", { within: "main" });
  await page.getByText("By time").click();
  await expect(page.getByRole("log", { name: "Logs by time" })).toContainText(/first try.*after.*from the other/);
  await lookAt(page, "logs-by-time", { within: "main" });

  const flood = await jobdeck.run({ command: `seq -f "line %.0f ${"x".repeat(90)}" 1 400000` });
  await jobdeck.untilStatus(flood.id, "succeeded");
  await page.goto(`${jobdeck.origin}/jobs/${flood.id}/logs`);
  await page.getByRole("button", { name: "View" }).click();
  await page.getByLabel("Keep at most").fill("16");
  await page.keyboard.press("Escape");
  await expect(page.getByText(/lines were released/)).toBeVisible();
  await logOf(page).press("Home");
  await expect(logOf(page)).not.toContainText("line 1 x");
  await page.getByRole("button", { name: "Fetch again" }).click();
  await expect(page.getByText(/lines were released/)).toHaveCount(0);
  await logOf(page).press("Home");
  await expect(logOf(page)).toContainText("line 1 x");
  await logOf(page).press("End");
  await expect(logOf(page)).toContainText("line 400000 x");
});
