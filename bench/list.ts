import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "@playwright/test";
import { seedJobs } from "../e2e/seed.ts";
import { startMountingServer } from "../e2e/mountingServer.ts";
import { JobdeckServer } from "../e2e/server.ts";
import { keystrokeWork, workMeter } from "../e2e/workMeter.ts";

/**
 * What the list costs, in a real Chromium and on a real server with a few real jobs running among thousands that have
 * ended: each number at two sizes and their ratio, and the server's against the cost of encoding alone.
 */

const PAGE_SIZES = [1_000, 10_000] as const;
const SERVER_SIZES = [1_000, 10_000, 100_000] as const;
/** As many as a page shows the use of at once without scrolling. */
const RUNNING = 10;
/** As many as a team has: what the open page goes on asking for follows them, not the history. */
const MANY_RUNNING = 200;
const TINY = [{ name: "tiny", cpu: 0.1, memory: 64 * 2 ** 20, scheduler_enabled: false, preemptible_node: false }];
/** Small lists are read several times: the work of one is too little to be counted. */
const AT_LEAST_JOBS = 20_000;
const SCROLL_MS = 4_000;
const SETTLE_MS = 12_000;
const STEADY_MS = 30_000;

type Numbers = Readonly<Record<string, number>>;

async function withServer<T>(count: number, running: number, use: (server: JobdeckServer) => Promise<T>): Promise<T> {
  const server = await JobdeckServer.start();
  try {
    await server.stop();
    await writeFile(join(server.dataDir, "presets.json"), JSON.stringify(TINY));
    seedJobs(server.dataDir, { count: count - running, newestMs: Date.now() - 3_600_000, gapMs: 10_000 });
    await server.boot();
    const jobs = await Promise.all(
      Array.from({ length: running }, (_, index) =>
        server.run({ command: "sleep 3600", name: `tiny-${index}`, preset_name: "tiny" }),
      ),
    );
    for (const { id } of jobs) await server.untilStatus(id, "running");
    return await use(server);
  } finally {
    await server.dispose();
  }
}

/** Has the page note when the first line of a list, the first row and all jobs are there. */
async function noteArrival(page: Page, count: number): Promise<void> {
  await page.addInitScript((total) => {
    const marks: Record<string, number> = {};
    Object.assign(window, { marks });
    const fetch = window.fetch.bind(window);
    window.fetch = async (...asked) => {
      const response = await fetch(...asked);
      if (new URL(response.url).pathname !== "/api/v1/jobs" || marks.line || !response.body) return response;
      const note = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          marks.line ??= performance.now();
          controller.enqueue(chunk);
        },
      });
      return new Response(response.body.pipeThrough(note), response);
    };
    const look = (_: unknown, observer: MutationObserver) => {
      if (!marks.row && document.querySelector("[data-row]")) marks.row = performance.now();
      const isWhole = Array.from(document.querySelectorAll("[role=status]"), (element) => element.textContent);
      if (!marks.all && isWhole.includes(`${total} jobs`)) marks.all = performance.now();
      // What comes later is not to bear the cost of being looked at.
      if (marks.row && marks.all) observer.disconnect();
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
  }, count);
}

/** When the first row and all jobs were there, since the list's first byte and line, and since the page was asked for. */
async function arrival(page: Page): Promise<Numbers> {
  await page.waitForFunction(() => {
    const { row, all } = (window as unknown as { marks: Numbers }).marks;
    return row !== undefined && all !== undefined;
  });
  return await page.evaluate(() => {
    const { line = NaN, row = NaN, all = NaN } = (window as unknown as { marks: Numbers }).marks;
    const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const lists = entries.filter(({ name }) => new URL(name).pathname === "/api/v1/jobs");
    const [list] = lists;
    const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const firstMs = list?.responseStart ?? NaN;
    return {
      "page to list, ms": (list?.requestStart ?? NaN) - (visit?.responseStart ?? NaN),
      "page to row, ms": row - (visit?.responseStart ?? NaN),
      "page to all, ms": all - (visit?.responseStart ?? NaN),
      "byte to row, ms": row - firstMs,
      "line to row, ms": row - line,
      "byte to all, ms": all - firstMs,
      "MB on the wire": lists.reduce((bytes, { transferSize }) => bytes + transferSize, 0) / 1e6,
    };
  });
}

/** When the rows are there for who comes from another page of the app, which has the list's code by then. */
async function walkingTo(page: Page, origin: string): Promise<Numbers> {
  await page.goto("about:blank");
  await page.goto(`${origin}/start`);
  await page.getByLabel("Command", { exact: true }).waitFor();
  await page.waitForLoadState("networkidle");
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  return streamOnly(await arrival(page));
}

/** When the rows are there for who waits on the list's own page: what a list costs that has nothing else to load. */
async function waitingFor(page: Page, origin: string): Promise<Numbers> {
  await page.goto("about:blank");
  const isList = (url: URL) => url.pathname === "/api/v1/jobs";
  await page.route(isList, async (route) => await route.abort());
  await page.goto(origin);
  const again = page.getByRole("button", { name: "Try again" });
  await again.waitFor();
  await page.waitForLoadState("networkidle");
  await page.unroute(isList);
  await page.evaluate(() => performance.clearResourceTimings());
  await again.click();
  return streamOnly(await arrival(page));
}

function streamOnly(arrived: Numbers): Numbers {
  return Object.fromEntries(Object.entries(arrived).filter(([name]) => !name.startsWith("page")));
}

function titled(title: string, numbers: Numbers): Numbers {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`${title}: ${name}`, value]));
}

async function filtering(page: Page, count: number): Promise<Numbers> {
  await page.getByRole("combobox", { name: "Filter jobs" }).click();
  const sorted = (await keystrokeWork(page, "resnet tag:sweep -bob")).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  await page.getByRole("combobox", { name: "Filter jobs" }).fill("");
  // What is measured next is not to bear the cost of it.
  await page
    .getByRole("status")
    .filter({ hasText: new RegExp(`^${count} jobs$`) })
    .waitFor();
  return { "keystroke p50, ms of work": at(0.5), "keystroke p95, ms of work": at(0.95) };
}

async function scrolling(page: Page): Promise<Numbers> {
  const work = await workMeter(page);
  const before = await work();
  const scrolled = await page.evaluate(async (spanMs) => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const startMs = await frame();
    const tookMs: number[] = [];
    for (let last = startMs; last - startMs < spanMs;) {
      window.scrollBy(0, 60);
      const now = await frame();
      tookMs.push(now - last);
      last = now;
    }
    window.scrollTo(0, 0);
    const totalMs = tookMs.reduce((sum, ms) => sum + ms, 0);
    return { frames: tookMs.length, totalMs, longestMs: Math.max(...tookMs) };
  }, SCROLL_MS);
  const { frames, totalMs, longestMs } = scrolled;
  return {
    "scrolling, frames/s": (frames / totalMs) * 1000,
    "scrolling, ms of work/frame": ((await work()) - before) / frames,
    "longest frame, ms": longestMs,
  };
}

async function heap(page: Page): Promise<Numbers> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return { "heap, MB": usedSize / 1e6 };
}

/** What the open page goes on asking of the API, and what of it travels, answers' heads included; sockets not counted. */
async function steady(page: Page): Promise<Numbers> {
  const session = await page.context().newCDPSession(page);
  let [requests, bytes] = [0, 0];
  session.on("Network.requestWillBeSent", () => (requests += 1));
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  // What was asked for by scrolling has come by then, and what it left open is closed.
  await page.waitForTimeout(SETTLE_MS);
  await session.send("Network.enable");
  await page.waitForTimeout(STEADY_MS);
  await session.detach();
  const perMinute = 60_000 / STEADY_MS;
  return { "requests/min": requests * perMinute, "kB/min": (bytes / 1000) * perMinute };
}

async function measurePage(browser: Browser, count: number): Promise<Numbers> {
  return await withServer(count, RUNNING, async (server) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    // What is slow on a busy machine is to be measured too.
    page.setDefaultTimeout(180_000);
    await noteArrival(page, count);
    await page.goto(server.link);
    const first = await arrival(page);
    await page.goto("about:blank");
    await page.goto(server.origin);
    const again = await arrival(page);
    const walked = await walkingTo(page, server.origin);
    const waited = await waitingFor(page, server.origin);
    const filtered = await filtering(page, count);
    const scrolled = await scrolling(page);
    const kept = await heap(page);
    const asked = await steady(page);
    await page.close();
    const visits = {
      ...titled("first visit", first),
      ...titled("later", again),
      ...titled("from another page", walked),
      ...titled("on its own page", waited),
    };
    return { ...visits, ...filtered, ...scrolled, ...kept, ...asked };
  });
}

/** What an open page goes on asking for while much is running, on a server that is told to have the room. */
async function measureSteady(browser: Browser, count: number): Promise<Numbers> {
  const server = await startMountingServer(MANY_RUNNING);
  try {
    const history = { count: count - MANY_RUNNING, newestMs: Date.now() - 3_600_000, gapMs: 10_000 };
    await server.restart(() => seedJobs(server.dataDir, history));
    const names = Array.from({ length: MANY_RUNNING }, (_, index) => `tiny-${index}`);
    const jobs = await Promise.all(names.map((name) => server.start({ command: "sleep 3600", name })));
    for (const { id } of jobs) await server.untilStatus(id, "running");
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(180_000);
    await noteArrival(page, count);
    await page.goto(server.link);
    await arrival(page);
    const asked = await steady(page);
    await page.close();
    return asked;
  } finally {
    await server.dispose();
  }
}

/** How much a process has worked, in milliseconds of a processor. */
function workOfMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const [user = 0, system = 0] = [fields[11], fields[12]].map(Number);
  // The kernel counts hundredths of a second.
  return (user + system) * 10;
}

function residentMb(pid: number): number {
  const [, kB] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kB) / 1000;
}

async function measureServer(count: number): Promise<Numbers> {
  return await withServer(count, 0, async (server) => {
    const headers = { authorization: `Bearer ${server.token}`, accept: "application/x-ndjson" };
    const read = async (coding = "identity") =>
      await (
        await fetch(`${server.origin}/api/v1/jobs`, { headers: { ...headers, "accept-encoding": coding } })
      ).text();
    // The first answer also warms the code up.
    const lines = (await read()).trimEnd().split("\n");
    const rounds = Math.ceil(AT_LEAST_JOBS / count);
    const [startMs, workMs] = [performance.now(), workOfMs(server.pid)];
    for (let round = 0; round < rounds; round += 1) await read();
    const tookMs = (performance.now() - startMs) / rounds;
    const workedMs = (workOfMs(server.pid) - workMs) / rounds;
    const packedStartMs = performance.now();
    for (let round = 0; round < rounds; round += 1) await read("gzip");
    const packedMs = (performance.now() - packedStartMs) / rounds;
    const peakMb = residentMb(server.pid);
    const payloads = lines.map((line) => JSON.parse(line) as unknown);
    let length = 0;
    const encode = () => {
      for (const payload of payloads) length += JSON.stringify(payload).length;
    };
    encode();
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1) encode();
    const { user, system } = process.cpuUsage(before);
    const encodedMs = (user + system) / 1000 / rounds;
    if (lines.length !== count || length === 0) throw new Error(`${lines.length} jobs came instead of ${count}`);
    return {
      "jobs/s": (count / tookMs) * 1000,
      "jobs/s, packed": (count / packedMs) * 1000,
      "work ÷ encoding alone": workedMs / encodedMs,
      "memory, MB": peakMb,
    };
  });
}

function print(title: string, sizes: readonly number[], results: readonly Numbers[]): void {
  const cells = (words: readonly string[]) => words.map((word) => word.padStart(12)).join("");
  console.log(`\n${title.padEnd(28)}${cells([...sizes.map((size) => size.toLocaleString("en")), "ratio"])}`);
  for (const name of Object.keys(results[0] ?? {})) {
    const values = results.map((result) => result[name] ?? NaN);
    const ratio = (values.at(-1) ?? NaN) / (values[0] ?? NaN);
    console.log(`${name.padEnd(28)}${cells([...values.map((value) => value.toFixed(1)), ratio.toFixed(2)])}`);
  }
}

const executablePath = process.env.JOBDECK_CHROMIUM;
if (!executablePath) throw new Error("Set JOBDECK_CHROMIUM to a Chromium.");
// `npm run bench -- list server`, `… list page` and `… list steady` measure one of the three; the last is what the open
// page goes on asking for while much is running. `… list page 1000` measures one size.
const part = process.argv[3];
if (part === undefined || part === "server") {
  const served: Numbers[] = [];
  for (const size of SERVER_SIZES) served.push(await measureServer(size));
  print("the server streams", SERVER_SIZES, served);
}
if (part !== "server") {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    if (part !== "steady") {
      const shown: Numbers[] = [];
      const sizes = process.argv[4] === undefined ? PAGE_SIZES : [Number(process.argv[4])];
      for (const size of sizes) shown.push(await measurePage(browser, size));
      print("the page", sizes, shown);
    }
    if (part !== "page") {
      const size = Math.max(...PAGE_SIZES);
      print(`with ${MANY_RUNNING} running`, [size], [await measureSteady(browser, size)]);
    }
  } finally {
    await browser.close();
  }
}
