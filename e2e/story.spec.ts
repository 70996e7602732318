import {
  expectTicksInOrder,
  killJob,
  logOf,
  openShell,
  openTab,
  rowOf,
  screenOf,
  startByForm,
  statusOf,
  ticksOf,
  typeLine,
} from "./app.ts";
import { expect, test } from "./fixtures.ts";
import { coresInUse } from "./kernel.ts";
import { ENGINE } from "./server.ts";
import type { Page } from "@playwright/test";

/** One core is kept busy beside a line every fifth of a second. */
const BUSY = `sh -c 'while :; do :; done & i=0; while :; do i=$((i+1)); echo "tick $i"; sleep 0.2; done'`;

async function startBusyJob(page: Page, name: string): Promise<string> {
  const id = await startByForm(page, { command: BUSY, preset: "cpu-medium", name, tags: ["story"] });
  await expect(statusOf(page)).toContainText("Running");
  await expect(logOf(page)).toContainText("tick 10");
  await expectTicksInOrder(page);
  return id;
}

async function talkToShell(page: Page): Promise<void> {
  await openShell(page);
  await typeLine(page, "echo the answer is $((6 * 7)) in $(basename $PWD)");
  await expect(screenOf(page)).toContainText(`the answer is 42 in ${ENGINE === "process" ? "work" : "root"}`);
}

/** The chart agrees with the kernel about the busy loop: one core, or what the machine has left of one. */
async function expectBusyChart(page: Page, jobId: string): Promise<void> {
  await openTab(page, "Metrics");
  const chart = page.getByRole("img", { name: /^CPU/ });
  await expect(async () => {
    const real = await coresInUse(jobId, 3000);
    const label = (await chart.getAttribute("aria-label")) ?? "";
    const mean = Number(/mean ([\d.]+)/.exec(label)?.[1]);
    expect(real).toBeGreaterThan(0.2);
    expect(real).toBeLessThan(1.15);
    expect(Math.abs(mean - real), `${label}; really ${real.toFixed(2)}`).toBeLessThan(0.2);
  }).toPass({ timeout: 40_000 });
  await expect(chart.locator("path[data-line]")).toHaveAttribute("d", /L/);
}

async function killAndSee(page: Page, name: string): Promise<void> {
  await killJob(page);
  await expect(statusOf(page)).toContainText("Cancelled");
  await page.getByRole("link", { name: "Jobdeck, all jobs" }).click();
  await expect(rowOf(page, name)).toContainText("Cancelled");
}

test("one job, from start to kill", async ({ page, fresh }) => {
  await page.goto(fresh.link);
  await expect(page.getByRole("heading", { name: "No jobs yet" })).toBeVisible();
  const id = await startBusyJob(page, "one-job");
  await page.getByRole("link", { name: "Jobdeck, all jobs" }).click();
  await expect(rowOf(page, "one-job")).toContainText("Running");
  await rowOf(page, "one-job").getByRole("link", { name: "one-job", exact: true }).click();
  await talkToShell(page);
  await expectBusyChart(page, id);
  await killAndSee(page, "one-job");
  expect((await fresh.client.status(id)).history.reason).toBe("UserRequested");
});

for (const [how, signal] of [
  ["a stop", "SIGTERM"],
  ["a crash", "SIGKILL"],
] as const) {
  test(`one job through ${how} of the server in the middle`, async ({ page, fresh }) => {
    await page.goto(fresh.link);
    const id = await startBusyJob(page, "survivor");
    const before = Math.max(...(await ticksOf(page)));
    await fresh.stop(signal);
    await expect(page.getByText(/Reconnecting/).first()).toBeVisible();
    await fresh.boot();
    // The page finds its way back by itself, and the log goes on without a gap or a repetition.
    await expect(async () => expect(Math.max(...(await ticksOf(page)))).toBeGreaterThan(before + 10)).toPass();
    await expectTicksInOrder(page);
    const log = await wholeLog(fresh.client.monitor(id, { signal: AbortSignal.timeout(2000) }));
    const ticks = [...log.matchAll(/tick (\d+)\n/g)].map((match) => Number(match[1]));
    expect(ticks).toEqual(ticks.map((_, index) => index + 1));
    await talkToShell(page);
    await expectBusyChart(page, id);
    await killAndSee(page, "survivor");
  });
}

/** What a log says until the reader has seen enough of it. */
async function wholeLog(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  } catch (error) {
    if ((error as Error).name !== "TimeoutError") throw error;
  }
  return text;
}
