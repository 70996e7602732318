import { readFileSync } from "node:fs";
import { chromium, type Browser, type Page } from "@playwright/test";
import { SUBPROTOCOL } from "../contract/subprotocols.ts";
import { JobdeckServer } from "../e2e/server.ts";
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

/** Reads a whole log by a WebSocket that does nothing with it. @returns bytes and milliseconds */
async function readBare(page: Page, server: JobdeckServer, jobId: string): Promise<{ bytes: number; ms: number }> {
  const url = `${server.origin.replace("http", "ws")}/api/v1/jobs/${jobId}/log_ws?separator=&timestamps=true`;
  const protocols = [SUBPROTOCOL.logs, `bearer.apolo.us-${server.token}`];
  return await page.evaluate(
    async ([address, offered]) => {
      const startMs = performance.now();
      const socket = new WebSocket(address, offered);
      socket.binaryType = "arraybuffer";
      let bytes = 0;
      socket.onmessage = ({ data }) => (bytes += (data as ArrayBuffer).byteLength);
      await new Promise((resolve) => (socket.onclose = resolve));
      return { bytes, ms: performance.now() - startMs };
    },
    [url, protocols] as const,
  );
}

/** Opens the job's Logs tab from its overview and waits for the whole log. */
async function readInApp(page: Page, server: JobdeckServer, jobId: string, lines: number): Promise<Numbers> {
  await page.goto(`${server.origin}/jobs/${jobId}`);
  await page.getByRole("heading", { name: "History" }).waitFor({ timeout: 90_000 });
  await page.evaluate((last) => {
    const marks: Record<string, number> = { longestTask: 0 };
    let finish: (() => void) | undefined;
    // A promise: asking again and again would have the page draw frames that nobody needs.
    const isShown = new Promise<void>((resolve) => (finish = resolve));
    Object.assign(window, { marks, isShown });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) marks.longestTask = Math.max(marks.longestTask ?? 0, entry.duration);
    }).observe({ type: "longtask" });
    document.addEventListener("click", () => (marks.click ??= performance.now()), { capture: true, once: true });
    const look = () => {
      const rows = document.querySelectorAll("[data-number]");
      if (rows.length > 0) marks.first ??= performance.now();
      if (!document.querySelector(`[data-number="${last - 1}"]`)) return;
      marks.all ??= performance.now();
      finish?.();
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  }, lines);
  await page.getByRole("link", { name: "Logs", exact: true }).click();
  return await page.evaluate(async () => {
    await (window as unknown as { isShown: Promise<void> }).isShown;
    const { click = NaN, first = NaN, all = NaN, longestTask = 0 } = (window as unknown as { marks: Numbers }).marks;
    return { first: first - click, all: all - click, longestTask };
  });
}

/** How long it takes until a row is on the page, from what leads there on. */
async function timeTo(page: Page, number: number, act: () => Promise<void>): Promise<number> {
  await page.evaluate((wanted) => {
    const result = { start: performance.now(), end: 0 };
    Object.assign(window, { jump: result });
    const look = () => {
      if (result.end === 0 && document.querySelector(`[data-number="${wanted}"]`)) result.end = performance.now();
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    document.addEventListener("keydown", () => (result.start = performance.now()), { capture: true, once: true });
  }, number);
  await act();
  await page.waitForFunction(() => (window as unknown as { jump: { end: number } }).jump.end > 0);
  return await page.evaluate(() => {
    const { jump } = window as unknown as { jump: { start: number; end: number } };
    return jump.end - jump.start;
  });
}

async function search(page: Page, lines: number): Promise<number> {
  const startMs = performance.now();
  await page.getByRole("textbox", { name: "Search the log" }).fill("loss=0.48");
  const words = `${lines.toLocaleString("en")} matches`;
  await page.getByRole("status", { name: "Matches" }).filter({ hasText: words }).waitFor({ timeout: 300_000 });
  return performance.now() - startMs;
}

/** What the browser's renderers hold, in bytes. */
async function rendererBytes(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  return renderers.reduce((sum, { id }) => sum + residentBytes(id), 0);
}

function residentBytes(pid: number): number {
  const [, kB] = /^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kB ?? 0) * 1024;
}

/** What the page and its worker take before there are lines worth speaking of, in bytes. */
async function measureEmpty(browser: Browser, server: JobdeckServer): Promise<number> {
  const job = await server.run({ command: "echo one line" });
  await server.untilStatus(job.id, "succeeded");
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(server.link);
  const beforeBytes = await rendererBytes(browser);
  await readInApp(page, server, job.id, 1);
  const bytes = (await rendererBytes(browser)) - beforeBytes;
  await page.close();
  return bytes;
}

async function measure(browser: Browser, server: JobdeckServer, lines: number, emptyBytes: number): Promise<Numbers> {
  const job = await server.run({ command: `seq -f "%08.0f ${FILLER}" 1 ${lines}` });
  await server.untilStatus(job.id, "succeeded");
  const bare: number[] = [];
  const app: Numbers[] = [];
  let [wireBytes, memory, home, end, searching] = [0, 0, 0, 0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(server.link);
    const read = await readBare(page, server, job.id);
    bare.push(read.ms);
    wireBytes = read.bytes;
    await page.close();
    const shown = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await shown.goto(server.link);
    const beforeBytes = await rendererBytes(browser);
    app.push(await readInApp(shown, server, job.id, lines));
    memory = (await rendererBytes(browser)) - beforeBytes - emptyBytes;
    const log = shown.getByRole("log");
    home = await timeTo(shown, 0, () => log.press("Home"));
    end = await timeTo(shown, lines - 1, () => log.press("End"));
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
    "longest task, ms (0: <50)": Math.max(...app.map((numbers) => numbers.longestTask ?? NaN)),
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
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const results: Numbers[] = [];
  const emptyBytes = await measureEmpty(browser, server);
  for (const size of SIZES) results.push(await measure(browser, server, size, emptyBytes));
  console.log(`\nAn empty log takes ${(emptyBytes / 1e6).toFixed(0)} MB, which is left out below.`);
  print(results);
} finally {
  await browser.close();
  await server.dispose();
}
