import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { rowOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { seedJobs } from "./seed.ts";

const FOLDER = process.env.JOBDECK_SCREENSHOTS ?? "test-results/screenshots";
const COUNT = 16;
const TINY = [{ name: "tiny", cpu: 0.1, memory: 64 * 2 ** 20, scheduler_enabled: false, preemptible_node: false }];

/** Follows the telemetry sockets that the page has open. */
function watchSockets(page: Page) {
  const open = new Set<string>();
  const opened = new Set<string>();
  let most = 0;
  page.on("websocket", (socket) => {
    if (!new URL(socket.url()).pathname.endsWith("/top")) return;
    open.add(socket.url());
    opened.add(socket.url());
    most = Math.max(most, open.size);
    socket.on("close", () => open.delete(socket.url()));
  });
  return { openCount: () => open.size, openedCount: () => opened.size, mostOpen: () => most };
}

test("usage is measured for the rows near the screen alone, and what was measured stays", async ({ page, fresh }) => {
  test.setTimeout(240_000);
  await fresh.stop();
  await writeFile(join(fresh.dataDir, "presets.json"), JSON.stringify(TINY));
  seedJobs(fresh.dataDir, { count: 300, newestMs: Date.now() - 3_600_000 });
  await fresh.boot();
  for (let index = 0; index < COUNT; index += 1) {
    const job = await fresh.run({ command: "sleep 900", name: `tiny-${index}`, preset_name: "tiny" });
    await fresh.untilStatus(job.id, "running");
  }
  const sockets = watchSockets(page);
  await page.setViewportSize({ width: 1440, height: 360 });
  await page.goto(fresh.link);
  const newest = rowOf(page, `tiny-${COUNT - 1}`);
  const line = newest.getByRole("img", { name: /^CPU / }).locator("path");
  const lineLength = async () => (await line.getAttribute("d"))?.length ?? 0;
  await expect.poll(lineLength).toBeGreaterThan(15);
  expect(sockets.openCount()).toBeGreaterThanOrEqual(4);
  expect(sockets.openCount()).toBeLessThan(COUNT);

  const before = await lineLength();
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(newest).not.toBeInViewport();
  await expect.poll(sockets.openCount, { timeout: 30_000 }).toBe(0);
  const opened = sockets.openedCount();
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(newest).toBeInViewport();
  await expect.poll(lineLength).toBeGreaterThanOrEqual(before);
  expect(sockets.openedCount()).toBe(opened);
  expect(sockets.mostOpen()).toBeLessThanOrEqual(40);
  // The jobs are killed before the page is closed, which would ask for what they use once more.
  await page.goto("about:blank");
});

test("jobs that idle are marked, found by a chip and counted by completion", async ({ page, fresh }) => {
  await fresh.stop();
  await fresh.boot(["--idle-after", "2s"]);
  const idle = await fresh.run({ command: "sleep 600", name: "dozing" });
  await fresh.run({ command: "sh -c 'while :; do :; done'", name: "working" });
  await fresh.untilStatus(idle.id, "running");
  await page.goto(fresh.link);
  await expect(rowOf(page, "dozing")).toContainText(/CPU idle \d+s/);
  await expect(rowOf(page, "working")).toContainText("Running");
  await expect(rowOf(page, "working")).not.toContainText("idle");
  await expectAccessible(page);
  await page.screenshot({ path: `${FOLDER}/idle-list.png` });
  const field = page.getByRole("combobox", { name: "Filter jobs" });
  await field.fill("is:");
  await expect(page.getByRole("option", { name: /^idle/ })).toContainText("1");
  await field.fill("");
  await field.press("Escape");
  await page.getByRole("button", { name: "Idle 1" }).click();
  await expect(field).toHaveValue("is:idle");
  await expect(rowOf(page, "working")).toHaveCount(0);
  await expect(rowOf(page, "dozing")).toHaveCount(1);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(rowOf(page, "dozing")).toContainText("CPU idle");
  await expectAccessible(page);
  await page.screenshot({ path: `${FOLDER}/idle-phone.png` });
});
