import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { chromium, type Browser, type Page } from "@playwright/test";
import { build } from "vite";
import type { Job } from "../contract/job.ts";
import { seedJobs } from "../e2e/seed.ts";
import { JobdeckServer } from "../e2e/server.ts";
import { workMeter } from "../e2e/workMeter.ts";
import type { BenchPage, LiveKind } from "./charts/page.tsx";
import { seedTelemetry } from "./charts/seedTelemetry.ts";

/**
 * What charts cost: live ones over real jobs, in a real Chromium, on a page that has nothing else; drawing hours and days
 * of history; and what the server can take and serve of it. Shares are of one core and count work alone, so that they
 * hold whatever else the machine does.
 */

const COUNTS = [1, 10, 60] as const;
/** As many as may run beside each other on a small machine; four charts of each. */
const JOBS = 15;
const MEASURED_MS = 12_000;
const HOUR_MS = 3600_000;
const SPANS = { "1 h": HOUR_MS, "24 h": 24 * HOUR_MS, "30 d": 30 * 24 * HOUR_MS };
const TINY = [{ name: "tiny", cpu: 0.1, memory: 64 * 2 ** 20, scheduler_enabled: false, preemptible_node: false }];
const TICKS_PER_SECOND = 100;
const REPEATS = 5;

type Numbers = Readonly<Record<string, number>>;

async function buildPage(outDir: string): Promise<ReadonlyMap<string, Buffer>> {
  // What runs a benchmark runs it for development: React of that kind takes several times as long.
  process.env.NODE_ENV = "production";
  await build({
    configFile: false,
    logLevel: "error",
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      cssCodeSplit: false,
      rollupOptions: {
        input: join(import.meta.dirname, "charts", "page.tsx"),
        output: { entryFileNames: "page.js", assetFileNames: "[name][extname]" },
      },
    },
  });
  const names = (await readdir(outDir, { recursive: true })).filter((name) => /\.(js|css)$/.test(name));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(outDir, name))] as const)));
}

async function openPage(browser: Browser, server: JobdeckServer, files: ReadonlyMap<string, Buffer>): Promise<Page> {
  // Large enough for all charts: one that is not on the screen costs nothing, and would not be measured.
  const page = await browser.newPage({ viewport: { width: 2400, height: 3600 } });
  const styles = [...files.keys()].filter((name) => name.endsWith(".css"));
  const links = styles.map((name) => `<link rel="stylesheet" href="/bench/${name}">`).join("");
  const html = `<!doctype html>${links}<div id="root"></div><script type="module" src="/bench/page.js"></script>`;
  await page.route("**/bench/**", async (route) => {
    const name = new URL(route.request().url()).pathname.slice("/bench/".length);
    const contentType = name.endsWith(".js") ? "text/javascript" : name.endsWith(".css") ? "text/css" : "text/html";
    await route.fulfill({ contentType, body: files.get(name) ?? html });
  });
  await page.goto(`${server.origin}/bench/#${server.token}`);
  await page.waitForFunction(() => "charts" in window);
  return page;
}

function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
}

interface LivePlan {
  readonly ids: readonly string[];
  readonly count: number;
  readonly kind: LiveKind;
}

async function measureLive(page: Page, serverPid: number, plan: LivePlan): Promise<Numbers> {
  await page.reload();
  await page.waitForFunction(() => "charts" in window);
  await page.evaluate(
    async ({ ids, count, kind }) => {
      await (window as unknown as { charts: BenchPage }).charts.showLive(ids, count, kind);
    },
    { ids: plan.ids, count: plan.count, kind: plan.kind },
  );
  const curve = plan.kind === "ours" ? "path[data-line]" : ".recharts-area-curve";
  await page.waitForFunction(
    ({ selector, count }) => document.querySelectorAll(selector).length >= count,
    { selector: curve, count: plan.count },
    { timeout: 120_000 },
  );
  const work = await workMeter(page);
  const [workBefore, serverBefore] = [await work(), processorMs(serverPid)];
  const startMs = performance.now();
  const frames = await page.evaluate(watchFrames, { selector: curve, spanMs: MEASURED_MS });
  const tookMs = performance.now() - startMs;
  if (frames.drawings < plan.count) throw new Error("The charts stood still: no samples came to them.");
  const session = await page.context().newCDPSession(page);
  const worked = (await work()) - workBefore;
  const serverWorked = processorMs(serverPid) - serverBefore;
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return {
    "main thread, % of a core": (worked / tookMs) * 100,
    "drawings a chart and second": frames.drawings / plan.count / (tookMs / 1000),
    "ms of work a drawing": worked / frames.drawings,
    "frame p95, ms": frames.p95,
    "longest frame, ms": frames.longest,
    "heap, MB": usedSize / 1e6,
    "server, % of a core": (serverWorked / tookMs) * 100,
  };
}

interface Watched {
  readonly p95: number;
  readonly longest: number;
  /** How many times a curve was drawn anew. */
  readonly drawings: number;
}

async function watchFrames({
  selector,
  spanMs,
}: {
  readonly selector: string;
  readonly spanMs: number;
}): Promise<Watched> {
  let drawings = 0;
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes" && (target as Element).matches(selector)) drawings += 1;
      // Recharts draws a curve by putting another one in its place.
      for (const added of addedNodes) {
        if (added instanceof Element && (added.matches(selector) || added.querySelector(selector))) drawings += 1;
      }
    }
  });
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["d"] });
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const startMs = await frame();
  const tookMs: number[] = [];
  for (let last = startMs; last - startMs < spanMs;) {
    const now = await frame();
    tookMs.push(now - last);
    last = now;
  }
  observer.disconnect();
  tookMs.sort((one, other) => one - other);
  return { p95: tookMs[Math.floor(tookMs.length * 0.95)] ?? NaN, longest: tookMs.at(-1) ?? NaN, drawings };
}

/** Work of the main thread from having the numbers to having them drawn, in milliseconds. */
async function drawWork(page: Page): Promise<number> {
  const work = await workMeter(page);
  const before = await work();
  await page.evaluate(() => (window as unknown as { charts: BenchPage }).charts.drawPrepared());
  return (await work()) - before;
}

async function measureDraw(page: Page, server: JobdeckServer, plan: HistoryPlan): Promise<Numbers> {
  const prepare = async () =>
    await page.evaluate(
      async ({ id, fromMs, endMs }) =>
        await (window as unknown as { charts: BenchPage }).charts.prepareHistory(id, fromMs, endMs),
      { ...plan },
    );
  // The first also warms the code up.
  await prepare();
  await drawWork(page);
  const serverBefore = processorMs(server.pid);
  const steps = await prepare();
  for (let again = 1; again < REPEATS; again += 1) await prepare();
  const serverMs = (processorMs(server.pid) - serverBefore) / REPEATS;
  return {
    "steps of each series": steps,
    "4 series drawn, ms of work": await drawWork(page),
    "served, ms of the server's work": serverMs,
    "steps served a second of work": (steps / serverMs) * 1000,
  };
}

interface HistoryPlan {
  readonly id: string;
  readonly fromMs: number;
  readonly endMs: number;
}

async function measureSamples(page: Page, count: number): Promise<Numbers> {
  const prepare = async () =>
    await page.evaluate(
      async (most) => await (window as unknown as { charts: BenchPage }).charts.prepareSamples(most),
      count,
    );
  await prepare();
  await drawWork(page);
  await prepare();
  return { "4 series drawn, ms of work": await drawWork(page) };
}

function print(title: string, heads: readonly string[], results: readonly Numbers[]): void {
  const cells = (words: readonly string[]) => words.map((word) => word.padStart(16)).join("");
  console.log(`\n${title.padEnd(32)}${cells([...heads, "last ÷ first"])}`);
  for (const name of Object.keys(results[0] ?? {})) {
    const values = results.map((result) => result[name] ?? NaN);
    const ratio = (values.at(-1) ?? NaN) / (values[0] ?? NaN);
    console.log(`${name.padEnd(32)}${cells([...values.map((value) => value.toFixed(1)), ratio.toFixed(2)])}`);
  }
}

async function startJobs(server: JobdeckServer): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < JOBS; index += 1) {
    const { id } = await server.run({ command: "sleep 3600", preset_name: "tiny" });
    await server.untilStatus(id, "running");
    ids.push(id);
  }
  return ids;
}

async function main(browser: Browser, server: JobdeckServer, outDir: string): Promise<void> {
  await server.stop();
  await writeFile(join(server.dataDir, "presets.json"), JSON.stringify(TINY));
  const endMs = Date.now();
  seedJobs(server.dataDir, { count: 1, newestMs: endMs - 31 * 24 * HOUR_MS });
  await server.boot();
  let seeded: Job | undefined;
  for await (const job of server.client.list({ limit: 1 })) seeded = job;
  if (!seeded) throw new Error("The seeded job is not there");
  await server.stop();
  const takenPerSecond = seedTelemetry(server.dataDir, seeded.id, endMs);
  await server.boot();
  const page = await openPage(browser, server, await buildPage(outDir));

  const drawn: Numbers[] = [];
  for (const spanMs of Object.values(SPANS)) {
    drawn.push(await measureDraw(page, server, { id: seeded.id, fromMs: endMs - spanMs, endMs }));
  }
  print("history", Object.keys(SPANS), drawn);
  const counts = [3_600, 86_400] as const;
  const seen: Numbers[] = [];
  for (const count of counts) seen.push(await measureSamples(page, count));
  print(
    "samples, one a second",
    counts.map((count) => count.toLocaleString("en")),
    seen,
  );
  console.log(`\nsamples taken and written a second of work: ${Math.round(takenPerSecond).toLocaleString("en")}`);

  const ids = await startJobs(server);
  const live: Numbers[] = [];
  for (const count of COUNTS) live.push(await measureLive(page, server.pid, { ids, count, kind: "ours" }));
  print("live charts", COUNTS.map(String), live);
  const whole = await measureLive(page, server.pid, { ids, count: 60, kind: "recharts alone" });
  print("60 live charts", ["ours", "Recharts alone"], [live.at(-1) ?? {}, whole]);
}

const executablePath = process.env.JOBDECK_CHROMIUM;
if (!executablePath) throw new Error("Set JOBDECK_CHROMIUM to a Chromium.");
const outDir = await mkdtemp(join(tmpdir(), "jobdeck-bench-"));
const server = await JobdeckServer.start();
const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    // The page does not come from the server itself: its sockets to this machine would be refused.
    "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
  ],
});
try {
  await main(browser, server, outDir);
} finally {
  await browser.close();
  await server.dispose();
  await rm(outDir, { recursive: true, force: true });
}
