import { readFileSync } from "node:fs";
import { SUBPROTOCOL } from "../contract/subprotocols.ts";
import { JobdeckServer } from "../e2e/server.ts";
import { openCdpBrowser, type CdpBrowser, type CdpPage } from "./measure/cdpBrowser.ts";
import { median } from "./measure/timing.ts";

/**
 * What a log costs in a real Chromium, from a real server and a real job: each number at three sizes, and the app's
 * reading against a bare WebSocket reader of the same bytes in the same browser, in turns.
 */

const SIZES = [10_000, 100_000, 1_000_000] as const;
const ROUNDS = 3;
/** With its number and its newline a line has 150 bytes. */
const FILLER =
  "epoch 3 step 1200 loss=0.48211 accuracy=0.91 learning_rate=0.0003 tokens_per_second=48211 gpu_memory=31.2GB eta=01:12:44 node=worker-17 INFO";

type Numbers = Readonly<Record<string, number>>;

/** Where there is nothing to read: what is left of a speed once both sides' beginning and end are taken off. */
interface StartUp {
  readonly bareMs: number;
  readonly appMs: number;
  readonly bytes: number;
}

/** Reads a whole log by a WebSocket that does nothing with it. */
async function readBare(page: CdpPage, server: JobdeckServer, jobId: string): Promise<{ bytes: number; ms: number }> {
  const url = `${server.origin.replace("http", "ws")}/api/v1/jobs/${jobId}/log_ws?separator=&timestamps=true`;
  const protocols = [SUBPROTOCOL.logs, `bearer.apolo.us-${server.token}`];
  return await page.evaluate(
    async (address, offered) => {
      const startMs = performance.now();
      const socket = new WebSocket(address, offered);
      socket.binaryType = "arraybuffer";
      let bytes = 0;
      socket.onmessage = ({ data }) => (bytes += (data as ArrayBuffer).byteLength);
      await new Promise((resolve) => (socket.onclose = resolve));
      return { bytes, ms: performance.now() - startMs };
    },
    url,
    protocols,
  );
}

/** Opens the job's overview, and waits until there is nothing more to come. */
async function openOverview(page: CdpPage, server: JobdeckServer, jobId: string): Promise<void> {
  await page.goto(`${server.origin}/jobs/${jobId}`);
  await page.evaluate(async () => {
    const isThere = () => [...document.querySelectorAll("h2, h3")].some(({ textContent }) => textContent === "History");
    while (!isThere()) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2000 }));
  });
}

/** Goes from the overview to the Logs tab and waits for the whole log. */
async function readInApp(page: CdpPage, lines: number): Promise<Numbers> {
  return await page.evaluate(async (last) => {
    let longestTask = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longestTask = Math.max(longestTask, entry.duration);
    }).observe({ type: "longtask" });
    let first: number | undefined;
    // A promise: asking again and again would have the page draw frames that nobody needs.
    const isShown = new Promise<number>((resolve) => {
      const look = () => {
        if (document.querySelector("[data-number]")) first ??= performance.now();
        if (document.querySelector(`[data-number="${last - 1}"]`)) resolve(performance.now());
      };
      new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    });
    const link = [...document.querySelectorAll("a")].find(({ textContent }) => textContent === "Logs");
    if (!link) throw new Error("There is no tab of logs.");
    const click = performance.now();
    link.click();
    const all = (await isShown) - click;
    return { first: (first ?? NaN) - click, all, longestTask };
  }, lines);
}

/** How long it takes until a row is on the page, from the key that leads there on. */
async function timeTo(page: CdpPage, number: number, key: "Home" | "End"): Promise<number> {
  await page.evaluate((wanted) => {
    document.querySelector<HTMLElement>("[role=log]")?.focus();
    let startMs = performance.now();
    document.addEventListener("keydown", () => (startMs = performance.now()), { capture: true, once: true });
    const jump = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (!document.querySelector(`[data-number="${wanted}"]`)) return;
        observer.disconnect();
        resolve(performance.now() - startMs);
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true });
    });
    Object.assign(window, { jump });
  }, number);
  await page.press(key);
  return await page.evaluate(() => (window as unknown as { jump: Promise<number> }).jump);
}

async function search(page: CdpPage, lines: number): Promise<number> {
  await page.evaluate(() => document.querySelector<HTMLElement>('[aria-label="Search the log"]')?.focus());
  const startMs = performance.now();
  await page.insertText("loss=0.48");
  await page.evaluate(
    async (words) => {
      const isCounted = () => document.querySelector('[aria-label="Matches"]')?.textContent?.includes(words);
      while (!isCounted()) await new Promise((resolve) => requestAnimationFrame(resolve));
    },
    `${lines.toLocaleString("en")} matches`,
  );
  return performance.now() - startMs;
}

/** What the browser's renderers hold, in bytes. */
async function rendererBytes(browser: CdpBrowser): Promise<number> {
  return (await browser.rendererPids()).reduce((sum, pid) => sum + residentBytes(pid), 0);
}

function residentBytes(pid: number): number {
  const [, kB] = /^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kB ?? 0) * 1024;
}

/** What the page and its worker take before there are lines worth speaking of, in time and in bytes. */
async function measureStartUp(browser: CdpBrowser, server: JobdeckServer): Promise<StartUp> {
  const job = await server.run({ command: "echo one line" });
  await server.untilStatus(job.id, "succeeded");
  const rounds: { bareMs: number; appMs: number; bytes: number }[] = [];
  for (let round = 0; round < ROUNDS + 1; round += 1) {
    const page = await browser.open(server.link);
    await openOverview(page, server, job.id);
    const { ms } = await readBare(page, server, job.id);
    const beforeBytes = await rendererBytes(browser);
    await openOverview(page, server, job.id);
    const { all = NaN } = await readInApp(page, 1);
    rounds.push({ bareMs: ms, appMs: all, bytes: (await rendererBytes(browser)) - beforeBytes });
    await page.close();
  }
  // The first one had nothing in the browser's cache.
  const warm = rounds.slice(1);
  return {
    bareMs: median(warm.map(({ bareMs }) => bareMs)),
    appMs: median(warm.map(({ appMs }) => appMs)),
    bytes: rounds[0]?.bytes ?? NaN,
  };
}

/** The longest task while the log comes: recorded apart, as recording costs something too. */
async function longestTask(browser: CdpBrowser, server: JobdeckServer, jobId: string, lines: number) {
  const page = await browser.open(server.link);
  await openOverview(page, server, jobId);
  const stop = await browser.traceTasks();
  await readInApp(page, lines);
  const longest = await stop();
  await page.close();
  return longest;
}

async function measure(browser: CdpBrowser, server: JobdeckServer, lines: number, startUp: StartUp): Promise<Numbers> {
  const job = await server.run({ command: `seq -f "%08.0f ${FILLER}" 1 ${lines}` });
  await server.untilStatus(job.id, "succeeded");
  const bare: number[] = [];
  const app: Numbers[] = [];
  let [wireBytes, memory, home, end, searching] = [0, 0, 0, 0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const page = await browser.open(server.link);
    await openOverview(page, server, job.id);
    const read = await readBare(page, server, job.id);
    bare.push(read.ms);
    wireBytes = read.bytes;
    await page.close();
    const shown = await browser.open(server.link);
    const beforeBytes = await rendererBytes(browser);
    await openOverview(shown, server, job.id);
    app.push(await readInApp(shown, lines));
    memory = (await rendererBytes(browser)) - beforeBytes - startUp.bytes;
    home = await timeTo(shown, 0, "Home");
    end = await timeTo(shown, lines - 1, "End");
    searching = await search(shown, lines);
    await shown.close();
  }
  const rawBytes = wireBytes - lines * "2026-01-02T03:04:05.123456789Z ".length;
  const all = median(app.map((numbers) => numbers.all ?? NaN));
  return {
    "raw, MB": rawBytes / 1e6,
    "first screen, ms": median(app.map((numbers) => numbers.first ?? NaN)),
    "whole log shown, ms": all,
    "bare reader, ms": median(bare),
    "speed ÷ bare reader": median(bare) / all,
    "the same without start-up": (median(bare) - startUp.bareMs) / (all - startUp.appMs),
    "longest task, ms (0: <50)": Math.max(...app.map((numbers) => numbers.longestTask ?? NaN)),
    "of it processor, ms": (await longestTask(browser, server, job.id, lines)).processorMs,
    "memory ÷ raw bytes": memory / rawBytes,
    "to the start, ms": home,
    "to the end, ms": end,
    "search of all, ms": searching,
  };
}

function print(results: readonly Numbers[]): void {
  const cells = (words: readonly string[]) => words.map((word) => word.padStart(12)).join("");
  console.log(`\n${"lines".padEnd(28)}${cells(SIZES.map((size) => size.toLocaleString("en")))}`);
  for (const name of Object.keys(results[0] ?? {})) {
    console.log(`${name.padEnd(28)}${cells(results.map((result) => (result[name] ?? NaN).toFixed(2)))}`);
  }
}

const executablePath = process.env.JOBDECK_CHROMIUM;
if (!executablePath) throw new Error("Set JOBDECK_CHROMIUM to a Chromium.");
const server = await JobdeckServer.start();
const browser = await openCdpBrowser(executablePath, ["--no-sandbox", "--disable-gpu", "--window-size=1440,900"]);
try {
  const results: Numbers[] = [];
  const startUp = await measureStartUp(browser, server);
  for (const size of SIZES) results.push(await measure(browser, server, size, startUp));
  const { bareMs, appMs, bytes } = startUp;
  console.log(`\nA log of one line takes ${(bytes / 1e6).toFixed(0)} MB, which is left out below, and is there after`);
  console.log(`${appMs.toFixed(0)} ms (a bare reader: ${bareMs.toFixed(0)} ms).`);
  print(results);
} finally {
  await browser.close();
  await server.dispose();
}
