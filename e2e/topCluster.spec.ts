import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { seedJobs } from "./seed.ts";
import { FOLDER, LOOKS } from "./looks.ts";

const MEBIBYTE = 2 ** 20;
const DAY_MS = 24 * 3_600_000;
const PRESETS = [
  { name: "tiny", cpu: 0.1, memory: 256 * MEBIBYTE, credits_per_hour: "0.5" },
  { name: "half", cpu: 0.5, memory: 256 * MEBIBYTE, credits_per_hour: "1.5" },
  // More than any machine that runs tests has: whoever wants it waits.
  { name: "huge", cpu: 64, memory: 512 * MEBIBYTE, credits_per_hour: "4" },
];

/** Half of each twentieth of a second is work: half a core, on a machine that has it to give. */
const HALF_A_CORE = `python3 -c "
import time
while True:
    begin, worked = time.perf_counter(), time.thread_time()
    while time.thread_time() - worked < 0.025: pass
    time.sleep(max(0, begin + 0.05 - time.perf_counter()))
"`;
const TWO_HUNDRED_MB = `python3 -c "
import time
kept = bytearray(200_000_000)
print(len(kept), flush=True)
time.sleep(3600)
"`;

test.use({
  setup: {
    flags: ["--idle-after", "3s"],
    async prepare(dataDir) {
      await writeFile(join(dataDir, "presets.json"), JSON.stringify(PRESETS));
      seedJobs(dataDir, { count: 120, newestMs: Date.now() - 3_600_000, gapMs: DAY_MS / 12 });
    },
  },
});

const topRow = (page: Page, name: string): Locator =>
  page.getByRole("table", { name: "Running jobs" }).getByRole("row").filter({ hasText: name });

async function look(page: Page, name: string): Promise<void> {
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await expectAccessible(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, "the page is wider than the screen").toBeLessThanOrEqual(0);
    await page.screenshot({ path: `${FOLDER}/${name}-${colorScheme}-${width}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 844 });
}

test("Top shows what jobs really use, live over one socket, sorted, filtered, summed up and paused", async ({
  page,
  fresh,
}) => {
  test.setTimeout(300_000);
  const working = await fresh.run({ command: HALF_A_CORE, name: "working", preset_name: "half" });
  const holding = await fresh.run({ command: TWO_HUNDRED_MB, name: "holding", preset_name: "tiny" });
  const dozing = await fresh.run({ command: "sleep 900", name: "dozing", preset_name: "tiny" });
  for (const job of [working, holding, dozing]) await fresh.untilStatus(job.id, "running");
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(new URL(socket.url()).pathname));

  await page.goto(fresh.link);
  await expect(page.getByRole("link", { name: "Top", exact: true })).toBeVisible();
  await page.goto(`${fresh.origin}/top`);
  await expect(page.getByRole("status").filter({ hasText: "Live, 3 jobs" })).toBeVisible();
  // Python itself has some memory beside the 200 MB.
  const memory = topRow(page, "holding").getByTitle(/^Memory: /);
  const memoryMb = async () =>
    (Number(/Memory: ([\d.]+) MiB/.exec((await memory.getAttribute("title")) ?? "")?.[1]) * MEBIBYTE) / 1e6;
  await expect.poll(memoryMb, { timeout: 20_000 }).toBeGreaterThan(180);
  expect(await memoryMb()).toBeLessThan(220);
  await expect(topRow(page, "dozing")).toContainText(/CPU idle \d+s/);
  await expect(topRow(page, "dozing").getByTitle(/^CPU: 0\.0/)).toBeVisible();
  // What the table says is what the platform measured at that moment.
  const cpu = topRow(page, "working").getByTitle(/^CPU: /);
  await expect
    .poll(
      async () => {
        const shown = Number(/CPU: ([\d.]+)/.exec((await cpu.getAttribute("title")) ?? "")?.[1]);
        const { cpu: kept } = await fresh.client.telemetry(working.id);
        return kept.mean.slice(-5).some((cores) => cores !== null && Math.abs(cores - shown) < 0.006);
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  expect(sockets.filter((path) => path.endsWith("/top"))).toEqual(["/api/v1/jobs/top"]);

  const names = page.getByRole("table", { name: "Running jobs" }).getByRole("link");
  await page.getByRole("button", { name: "Memory", exact: true }).click();
  await expect(names).toHaveText([/holding/, /./, /./]);
  await expect(page).toHaveURL(/sort=-memory/);
  await page.getByRole("button", { name: "Job", exact: true }).click();
  await expect(names).toHaveText(["dozing", "holding", "working"]);
  await look(page, "top");

  await page.getByRole("radio", { name: "Owners" }).press("Space");
  await expect(page.getByRole("table", { name: "Running jobs by owner" }).getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("table", { name: "Running jobs by owner" })).toContainText("/ 0.7");
  await page.goBack();

  await page.keyboard.press("/");
  await page.keyboard.type("preset:h");
  await page.getByRole("option", { name: /^half/ }).click();
  await expect(names).toHaveText(["working"]);
  await page.getByLabel("Filter running jobs").fill("is:idle -name:holding");
  await expect(names).toHaveText(["dozing"]);
  await expect(topRow(page, "working")).toHaveCount(0);
  await page.getByRole("button", { name: "Clear the filter" }).click();

  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Paused" })).toBeVisible();
  await fresh.client.kill(dozing.id);
  await fresh.untilStatus(dozing.id, "cancelled");
  await expect(topRow(page, "dozing")).toBeVisible();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(topRow(page, "dozing")).toHaveCount(0);

  // A server that comes back goes on where it was.
  await fresh.stop("SIGKILL");
  await expect(page.getByText(/Reconnecting/)).toBeVisible();
  await fresh.boot();
  await expect(page.getByRole("status").filter({ hasText: "Live, 2 jobs" })).toBeVisible({ timeout: 90_000 });
});

test("Cluster tells a team lead who uses what, who waits and what it costs; a job's page says what to do", async ({
  page,
  fresh,
}) => {
  test.setTimeout(300_000);
  const full = await fresh.run({
    command: TWO_HUNDRED_MB.replace("200_000_000", "240_000_000"),
    name: "nearly-full",
    preset_name: "tiny",
  });
  const quiet = await fresh.run({ command: "sleep 900", name: "quiet", preset_name: "half" });
  for (const job of [full, quiet]) await fresh.untilStatus(job.id, "running");
  for (const name of ["wants-all", "wants-more"]) await fresh.run({ command: "true", name, preset_name: "huge" });
  await fresh.run({ command: "true", name: "urgent", preset_name: "huge", priority: "high" });

  await page.goto(fresh.link);
  await expect(page.getByRole("link", { name: "Cluster", exact: true })).toBeVisible();
  await page.goto(`${fresh.origin}/cluster`);
  const section = (name: string) => page.getByRole("region", { name });
  await expect(section("Waiting").getByRole("listitem")).toHaveText([/urgent/, /wants-all/, /wants-more/], {
    timeout: 60_000,
  });
  await expect(section("Waiting")).toContainText("needs 64 CPUs");
  await expect(section("Capacity").getByRole("row").filter({ hasText: "huge" })).toContainText("full");
  await expect(section("Longest idle")).toContainText(/quiet/);
  // What the page adds up is what the jobs themselves cost.
  let known = 0;
  for await (const job of fresh.client.list()) known += job.totalPriceCredits;
  const { rows } = await fresh.client.usage({
    by: "owner",
    sinceDay: new Date(Date.now() - 12 * DAY_MS).toISOString().slice(0, 10),
  });
  const summed = rows.reduce((sum, { credits }) => sum + credits.reduce((total, amount) => total + amount, 0), 0);
  expect(Math.abs(summed - known)).toBeLessThan(0.01);
  await expect(section("Use and cost").getByRole("row").filter({ hasText: "alice" })).toContainText("%");
  await expect(section("Use and cost").getByRole("img", { name: /^Credits a day: / })).toBeVisible();
  await page.getByRole("radio", { name: "Week" }).press("Space");
  await expect(section("Use and cost").getByRole("img", { name: /^Credits a week: Week of / })).toBeVisible();
  await page.getByRole("radio", { name: "Project" }).press("Space");
  await expect(section("Use and cost")).toContainText("vision");
  await expect(section("Most expensive").getByRole("row")).toHaveCount(9);
  await expect(section("Over time").getByRole("img", { name: /^CPU in the last hour: / })).toBeVisible();
  await page.reload();
  await expect(section("Use and cost").getByRole("img", { name: /^Credits a week: / })).toBeVisible();
  await look(page, "cluster");

  await page.goto(`${fresh.origin}/jobs/${full.id}`);
  await expect(section("Advice")).toContainText(/Memory at 9\d % of its limit/);
  await expect(section("Advice").getByRole("link", { name: "Next time start it with huge" })).toBeVisible();
  await page.goto(`${fresh.origin}/jobs/${quiet.id}`);
  await expect(section("Advice")).toContainText(/Silent for .* and has printed nothing/);
  await look(page, "advice");
});
