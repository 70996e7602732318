import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { openActions } from "./app.ts";
import { startCutProxy } from "./cutProxy.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { coresInUse } from "./kernel.ts";
import { FOLDER, lookAt } from "./looks.ts";

const MEASURED_MS = 12_000;
const HUNDREDTH = 0.01;
/** Machines that run other tests meanwhile are slow. */
const PATIENT = { timeout: 45_000 };
/** Busy for half of every tenth of a second, by the process's own count of its processor time. */
const HALF_A_CORE = `${process.execPath} -e "const spin = () => { const u = process.cpuUsage(); while (process.cpuUsage(u).user + process.cpuUsage(u).system < 50000); }; setInterval(spin, 100)"`;
const TWO_CORES = "sh -c 'while :; do :; done & while :; do :; done'";
/** Works enough to be seen, and leaves the processors to the browser. */
const OFTEN_BUSY = "sh -c 'while :; do n=200000; while [ $n -gt 0 ]; do n=$((n-1)); done; sleep 0.2; done'";
/** The last lines of what has no line end are all of it: tail keeps 200 MB. */
const MEMORY_BYTES = 200_000_000;
const HOLDS_MEMORY = `sh -c '{ head -c ${MEMORY_BYTES} /dev/zero; sleep 900; } | tail'`;

test.use({ actionTimeout: PATIENT.timeout });

const chartOf = (page: Page, measure: "CPU" | "Memory") =>
  page.getByRole("img", { name: new RegExp(`^${measure} over`) });

/** A number of a chart's description, in its unit's base: cores or bytes. */
async function numberOf(chart: Locator, name: "now" | "mean" | "p95" | "peak"): Promise<number> {
  const label = (await chart.getAttribute("aria-label")) ?? "";
  const [, value, unit] = new RegExp(`${name} ([\\d.]+) (\\w+)`).exec(label) ?? [];
  return Number(value) * 1024 ** Math.max(0, ["B", "KiB", "MiB", "GiB"].indexOf(unit ?? ""));
}

/** A tenth, and what is lost by writing hundredths where a starved machine gives a job only a few of them. */
const expectWithinTenth = (measured: number, real: number, writtenIn = 0) => {
  expect(Math.abs(measured - real), `${measured} instead of ${real}`).toBeLessThan(0.1 * real + 2 * writtenIn);
};

async function exportCsv(page: Page): Promise<{ readonly head: string[]; readonly rows: string[][] }> {
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /^CSV/ }).click();
  const text = await readFile(await (await download).path(), "utf8");
  const [head = [], ...rows] = text
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
  return { head, rows };
}

test("charts show what the kernel counts: half a core, two cores, 200 MB; also later and after a reload", async ({
  page,
  jobdeck,
}) => {
  test.setTimeout(300_000);
  const [half, two, holder] = await Promise.all(
    [HALF_A_CORE, TWO_CORES, HOLDS_MEMORY].map(async (command) => {
      const job = await jobdeck.run({ command });
      return await jobdeck.untilStatus(job.id, "running");
    }),
  );
  if (!half || !two || !holder) throw new Error("Three jobs were started");
  const fromMs = Date.now();
  const real = await Promise.all([half, two].map(({ id }) => coresInUse(id, MEASURED_MS)));
  const range = `from=${fromMs}&to=${Date.now()}`;
  // What was measured is kept; both processors are for the browser from now on.
  await jobdeck.client.kill(two.id);
  await page.goto(jobdeck.link);
  for (const [index, job] of [half, two].entries()) {
    await page.goto(`${jobdeck.origin}/jobs/${job.id}/metrics?${range}`);
    await expect(chartOf(page, "CPU")).toHaveAttribute("aria-label", /mean/, PATIENT);
    expectWithinTenth(await numberOf(chartOf(page, "CPU"), "mean"), real[index] ?? NaN, HUNDREDTH);
  }
  await page.goto(`${jobdeck.origin}/jobs/${holder.id}/metrics?window=1m`);
  const memory = chartOf(page, "Memory");
  await expect(memory).toBeVisible(PATIENT);
  await expect.poll(() => numberOf(memory, "now"), PATIENT).toBeGreaterThan(0.9 * MEMORY_BYTES);
  expectWithinTenth(await numberOf(memory, "now"), MEMORY_BYTES);
  await page.reload();
  await expect(memory).toHaveAttribute("aria-label", /peak/, PATIENT);
  expectWithinTenth(await numberOf(memory, "peak"), MEMORY_BYTES);

  await jobdeck.client.kill(half.id);
  await jobdeck.untilStatus(half.id, "cancelled");
  await page.goto(`${jobdeck.origin}/jobs/${half.id}/metrics?window=all`);
  await expect(page.getByText("The job has ended")).toBeVisible(PATIENT);
  await expect(chartOf(page, "CPU").locator("[data-mark=Cancelled]")).toHaveCount(1);
  await expectAccessible(page);
  await page.screenshot({ path: `${FOLDER}/charts-finished.png` });
  await page.goto(`${jobdeck.origin}/jobs/${half.id}/metrics?${range}`);
  await expect(chartOf(page, "CPU")).toHaveAttribute("aria-label", /mean/, PATIENT);
  expectWithinTenth(await numberOf(chartOf(page, "CPU"), "mean"), real[0] ?? NaN, HUNDREDTH);
});

test("a range is chosen, shared, and saved as it was streamed", async ({ page, jobdeck }) => {
  test.setTimeout(300_000);
  const { id } = await jobdeck.run({ command: OFTEN_BUSY, name: "charted" });
  await jobdeck.untilStatus(id, "running");
  const streamed: { readonly timestamp: number; readonly cpu: number; readonly memory_bytes: number }[] = [];
  page.on("websocket", (socket) => {
    if (!socket.url().includes(`/${id}/top`)) return;
    socket.on("framereceived", ({ payload }) => streamed.push(JSON.parse(String(payload)) as never));
  });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${id}/metrics?window=1m`);
  await expect(chartOf(page, "CPU")).toBeVisible(PATIENT);
  await expect.poll(() => streamed.length, { timeout: 60_000 }).toBeGreaterThan(6);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused")).toBeVisible();
  const toMs = Number(new URL(page.url()).searchParams.get("to"));
  const { head, rows } = await exportCsv(page);
  expect(head.slice(0, 5)).toEqual(["job", "time", "step_seconds", "cpu_cores", "cpu_cores_min"]);
  const live = rows.filter((row) => row[2] === "0").map((row) => [row[1], Number(row[3]), Number(row[6])]);
  const expected = streamed
    .filter(({ timestamp }) => Math.round(timestamp * 1000) <= toMs)
    .map((sample) => [new Date(Math.round(sample.timestamp * 1000)).toISOString(), sample.cpu, sample.memory_bytes]);
  expect(expected.length).toBeGreaterThan(5);
  expect(live).toEqual(expected);
  const times = rows.map((row) => Date.parse(row[1] ?? ""));
  expect(times).toEqual([...times].sort((one, other) => one - other));

  // By pointer, under one crosshair.
  const plot = page.getByRole("slider", { name: "CPU, moment" });
  const box = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width / 2, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 60, { steps: 4 });
  await expect(page.getByRole("slider", { name: "Memory, moment" })).toHaveAttribute("aria-valuetext", /MiB/);
  const paused = page.url();
  await page.mouse.up();
  await expect.poll(() => page.url()).not.toBe(paused);
  const zoomed = new URL(page.url()).searchParams;
  expect(Number(zoomed.get("to")) - Number(zoomed.get("from"))).toBeLessThan(32_000);
  await page.goBack();
  await expect.poll(() => page.url()).toBe(paused);
  const spanOf = () => ["from", "to"].map((name) => Number(new URL(page.url()).searchParams.get(name)));
  const [fromMs = 0, untilMs = 0] = spanOf();
  await page.getByRole("button", { name: "Earlier" }).click();
  const byMs = Math.round((untilMs - fromMs) / -2);
  await expect.poll(spanOf).toEqual([fromMs + byMs, untilMs + byMs]);
  await page.goBack();
  await expect.poll(spanOf).toEqual([fromMs, untilMs]);
  // By keyboard: half a minute back, then all that follows again.
  await plot.focus();
  await page.keyboard.press("PageDown");
  await expect(plot).toHaveAttribute("aria-valuetext", /\d\d:\d\d:\d\d: .*(core|no data)/);
  await page.keyboard.press("Shift+PageDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).not.toBe(paused);
  await page.keyboard.press("Escape");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  for (const [name, head] of [
    ["PNG", "\u0089PNG"],
    ["SVG", "<svg "],
  ] as const) {
    await page.getByRole("button", { name: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: `${name} picture` }).click();
    const picture = await readFile(await (await download).path(), "latin1");
    expect(picture.slice(0, head.length)).toBe(head);
    expect(picture).not.toContain("var(--");
  }
  await expectAccessible(page);
});

test("what was not seen is a gap, until the platform's history fills it", async ({ page, jobdeck }) => {
  test.setTimeout(300_000);
  const { id } = await jobdeck.run({ command: "sleep 900" });
  await jobdeck.untilStatus(id, "running");
  const proxy = await startCutProxy(jobdeck.origin);
  try {
    await page.goto(jobdeck.link.replace(jobdeck.origin, proxy.origin));
    await page.goto(`${proxy.origin}/jobs/${id}/metrics?window=5m`);
    const line = chartOf(page, "Memory").locator("path[data-line]");
    const stretches = async () => ((await line.getAttribute("d")) ?? "").split("M").length - 1;
    await expect(page.getByText("Live", { exact: true })).toBeVisible(PATIENT);
    await expect.poll(stretches, PATIENT).toBe(1);
    proxy.goOffline();
    await expect(page.getByText(/^Reconnecting/)).toBeVisible();
    const sinceMs = Date.now();
    const missed = async () => (await jobdeck.client.telemetry(id, { sinceMs })).timestampsMs.length;
    await expect.poll(missed, { timeout: 60_000 }).toBeGreaterThan(7);
    proxy.cutNext(`GET /api/v1/jobs/${id}/telemetry`, "before the request", 1000);
    proxy.goOnline();
    await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect.poll(stretches, PATIENT).toBe(2);
    await page.screenshot({ path: `${FOLDER}/charts-gap.png` });
    proxy.cutNext("", "before the request", 0);
    await page.reload();
    await expect(page.getByText("Live", { exact: true })).toBeVisible(PATIENT);
    await expect.poll(stretches, PATIENT).toBe(1);
  } finally {
    await proxy.close();
  }
});

test("jobs are compared, by the clock and from each start", async ({ page, jobdeck }) => {
  test.setTimeout(300_000);
  const busy = await jobdeck.run({ command: OFTEN_BUSY, name: "compared-busy", env: { LR: "0.1" } });
  const lazy = await jobdeck.run({ command: "sleep 900", name: "compared-lazy", env: { LR: "0.2" } });
  await jobdeck.untilStatus(busy.id, "running");
  await jobdeck.untilStatus(lazy.id, "running");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${busy.id}`);
  await expect(page.getByRole("heading", { name: "compared-busy" })).toBeVisible(PATIENT);
  await (await openActions(page)).getByRole("menuitem", { name: "Compare with others" }).click();
  const legend = page.getByRole("region", { name: "Compared jobs" });
  await expect(legend.getByRole("row")).toHaveCount(2, PATIENT);
  await page.getByRole("combobox", { name: "Add a job" }).fill("compared lazy");
  await page.getByRole("option", { name: /compared-lazy/ }).click();
  await expect(legend.getByRole("row", { name: /compared-lazy/ })).toContainText("0.2", PATIENT);
  await expect(legend.getByRole("columnheader", { name: "LR" })).toBeVisible();
  await expect(legend).toContainText("Preset cpu-small");
  const numbers = page.getByRole("table", { name: "CPU in numbers" });
  const peakOf = async (name: string) =>
    Number(
      await numbers
        .getByRole("row", { name: new RegExp(name) })
        .getByRole("cell")
        .last()
        .innerText(),
    );
  await expect.poll(() => peakOf("compared-busy"), { timeout: 30_000 }).toBeGreaterThan(0.1);
  await expect.poll(() => peakOf("compared-lazy")).toBeLessThan(0.1);
  const lines = page.getByRole("img", { name: /^CPU of 2 jobs/ }).locator("path[data-line]");
  await expect(lines).toHaveCount(2);
  await page.getByText("Side by side").click();
  await expect(page.getByRole("img", { name: /^CPU of compared-(busy|lazy) over/ })).toHaveCount(2);
  await expect(page).toHaveURL(/layout=side/);
  await page.getByText("Over each other").click();
  await page.getByText("From each start").click();
  await expect(page).toHaveURL(/align=start/);
  await expect(page.getByRole("img", { name: /^CPU of 2 jobs/ })).toContainText("0s");
  await expect(lines.last()).toHaveAttribute("d", /L/);
  await lookAt(page, "compare");
  await page.getByRole("button", { name: "Remove compared-lazy" }).click();
  await expect(legend.getByRole("row")).toHaveCount(2);
});
