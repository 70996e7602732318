import type { Page } from "@playwright/test";
import { rowOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { FOLDER } from "./looks.ts";
import { startMountingServer } from "./mountingServer.ts";

/** More than may be measured at a time. */
const COUNT = 44;
const MOST_OPEN = 40;

/** Follows the telemetry sockets that the page has open. */
function watchSockets(page: Page) {
  const open = new Map<string, number>();
  let most = 0;
  const openCount = () => [...open.values()].reduce((sum, sockets) => sum + sockets, 0);
  page.on("websocket", (socket) => {
    const { pathname } = new URL(socket.url());
    if (!pathname.endsWith("/top")) return;
    const count = (by: number) => {
      const left = (open.get(pathname) ?? 0) + by;
      if (left === 0) open.delete(pathname);
      else open.set(pathname, left);
      most = Math.max(most, openCount());
    };
    count(1);
    socket.on("close", () => count(-1));
  });
  return {
    openCount,
    /** How many of this job are open. */
    openOf: (jobId: string) => open.get(`/api/v1/jobs/${jobId}/top`) ?? 0,
    mostOpen: () => most,
  };
}

test("usage is measured for the rows on the screen alone, forty at most, and what was measured stays", async ({
  page,
}) => {
  test.setTimeout(240_000);
  const server = await startMountingServer(64);
  try {
    const jobs = [];
    for (let index = 0; index < COUNT; index += 1) {
      jobs.push(await server.start({ command: "sleep 900", name: `tiny-${index}`, preset_name: "tiny" }));
    }
    for (const { id } of jobs) await server.untilStatus(id, "running");
    const newestId = jobs.at(-1)?.id ?? "";
    const sockets = watchSockets(page);
    // All of them are on the screen.
    await page.setViewportSize({ width: 1440, height: 60 * COUNT });
    await page.goto(server.link);
    const newest = rowOf(page, `tiny-${COUNT - 1}`);
    const line = newest.getByRole("img", { name: /^CPU / }).locator("path");
    const lineLength = async () => (await line.getAttribute("d"))?.length ?? 0;
    await expect.poll(sockets.openCount, { timeout: 60_000 }).toBe(MOST_OPEN);

    // A few of them are; who waits for a place does not open for a row that has left.
    await page.setViewportSize({ width: 1440, height: 360 });
    await expect.poll(sockets.openCount, { timeout: 60_000 }).toBeLessThan(16);
    expect(sockets.openOf(newestId)).toBe(1);
    await expect.poll(lineLength, { timeout: 30_000 }).toBeGreaterThan(15);
    const before = await lineLength();
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect(newest).not.toBeInViewport();
    await expect.poll(() => sockets.openOf(newestId), { timeout: 30_000 }).toBe(0);
    await page.evaluate(() => window.scrollTo(0, 0));
    await expect(newest).toBeInViewport();
    await expect.poll(lineLength).toBeGreaterThanOrEqual(before);
    await expect.poll(() => sockets.openOf(newestId)).toBe(1);
    expect(sockets.mostOpen()).toBe(MOST_OPEN);
    // The jobs are killed before the page is closed, which would ask for what they use once more.
    await page.goto("about:blank");
  } finally {
    await server.dispose();
  }
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
