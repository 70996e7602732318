import { build } from "vite";
import { createServer } from "node:http";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { JobdeckServer } from "../e2e/server.ts";
import { openCdpBrowser, type CdpBrowser, type CdpPage } from "./measure/cdpBrowser.ts";

/**
 * What the app's terminal costs beside xterm.js itself: the same bytes printed by a program in a shell, through the
 * server, and fed from memory to a bare page of xterm.js with the same addons, font and size, in the same browser, turn
 * and turn about. Then how soon a key is echoed, and how soon Ctrl+C stops `yes`.
 */

const SIZES = [20_000, 200_000, 2_000_000] as const;
/** What is printed besides numbers: nothing, of which a terminal needs only its last lines, and a colour, all of which counts. */
const FLOODS = [
  { name: "seq 1 N", command: "seq 1", around: ["", ""] },
  { name: "the same in green", command: String.raw`seq -f $'\e[32m%.0f\e[0m' 1`, around: ["\u001b[32m", "\u001b[0m"] },
] as const;
type Flood = (typeof FLOODS)[number];
const ROUNDS = 3;
const KEYS = 200;
const STOPS = 30;
const VIEWPORT = { width: 1280, height: 800 };

interface Bare {
  feed(count: number, end: string, around: readonly [string, string]): number;
  resize(columns: number, rows: number): void;
}

/** Builds and serves the bare page. */
async function serveBare(): Promise<{ origin: string; close(): Promise<void> }> {
  const root = join(process.cwd(), "bench/bareTerminal");
  const outDir = join(process.cwd(), "test-results/bareTerminal");
  await build({ root, configFile: false, logLevel: "error", build: { outDir, emptyOutDir: true, target: "es2022" } });
  const types: Record<string, string> = { html: "text/html", js: "text/javascript", css: "text/css" };
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "");
    readFile(join(outDir, path)).then(
      (bytes) => {
        response.setHeader("content-type", types[path.split(".").at(-1) ?? ""] ?? "application/octet-stream");
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

/**
 * Resolves when a text is on the terminal's screen: in the page's own milliseconds, at the frame that draws it. It looks
 * when something was drawn, and asks for no frame of its own.
 */
async function until(page: CdpPage, pattern: string): Promise<number> {
  return await page.evaluate(async (source) => {
    const wanted = new RegExp(source);
    const rows = document.querySelector(".xterm-rows");
    if (!rows) throw new Error("There is no terminal.");
    return await new Promise<number>((resolve) => {
      const look = () => {
        if (!wanted.test(rows.textContent)) return;
        observer.disconnect();
        resolve(performance.now());
      };
      const observer = new MutationObserver(look);
      observer.observe(rows, { subtree: true, childList: true, characterData: true });
      look();
    });
  }, pattern);
}

/** Clicks a button as soon as it is there. */
async function click(page: CdpPage, name: string): Promise<void> {
  await page.evaluate(async (wanted) => {
    for (;;) {
      const buttons = [...document.querySelectorAll<HTMLElement>("button")];
      const found = buttons.find((button) => (button.ariaLabel ?? button.textContent) === wanted);
      if (found) return found.click();
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, name);
}

async function openShell(browser: CdpBrowser, server: JobdeckServer, jobId: string): Promise<CdpPage> {
  const page = await browser.open(server.link);
  await page.goto(`${server.origin}/jobs/${jobId}/terminal`);
  await click(page, "Open shell");
  await click(page, "Fill the window");
  await page.evaluate(async () => {
    while (!document.querySelector(".xterm-rows")?.textContent?.trim())
      await new Promise((resolve) => requestAnimationFrame(resolve));
    document.querySelector<HTMLElement>(".xterm-helper-textarea")?.focus();
  });
  await enter(page, "PS1='> '; clear; echo ready-$((1+1))");
  await until(page, "ready-2");
  return page;
}

async function enter(page: CdpPage, line: string): Promise<void> {
  await page.insertText(line);
  await page.press("Enter");
}

/** The columns and rows of the shell's terminal, as its programs are told. */
async function sizeOf(page: CdpPage): Promise<number[]> {
  await enter(page, "clear; stty size | sed 's/^/size-/'");
  await until(page, "size-\\d+\\s\\d+");
  const size = await page.evaluate(() =>
    /size-(\d+)\s(\d+)/.exec(document.querySelector(".xterm-rows")?.textContent ?? ""),
  );
  return [Number(size?.[2]), Number(size?.[1])];
}

/** Milliseconds from the command's Enter until the end of what it prints is drawn. */
async function runSeq(page: CdpPage, { command }: Flood, count: number, round: number): Promise<number> {
  await page.insertText(`clear; ${command} ${count}; echo end-${round}-$((${count} + 1))`);
  await until(page, `\\$\\(\\(${count} \\+ 1\\)\\)`);
  const startMs = await page.evaluate(() => performance.now());
  await page.press("Enter");
  return (await until(page, `end-${round}-${count + 1}`)) - startMs;
}

/** The same of the bare page, which is looked at in the same way. */
async function runBare(page: CdpPage, { around }: Flood, count: number, round: number): Promise<number> {
  const end = `end-${round}-${count + 1}`;
  const startMs = await page.evaluate(
    (...what) => (window as unknown as { bare: Bare }).bare.feed(...what),
    count,
    end,
    around,
  );
  return (await until(page, end)) - startMs;
}

/**
 * How long each of some keys took until the frame that draws its echo, in frames of 60 a second. The keys come at any
 * moment between two frames, as they do from people.
 */
async function echoes(page: CdpPage): Promise<number[]> {
  return await page.evaluate(
    async (keys, frameMs) => {
      const textarea = document.querySelector<HTMLTextAreaElement>(".xterm-helper-textarea");
      const rows = document.querySelector(".xterm-rows");
      if (!textarea || !rows) throw new Error("There is no terminal.");
      const frames: number[] = [];
      for (let key = 0; key < keys; key += 1) {
        const letter = "abcdefghij"[key % 10] ?? "a";
        await new Promise((resolve) => requestAnimationFrame(resolve));
        await new Promise((resolve) => setTimeout(resolve, (key % 16) + 1));
        const before = rows.textContent;
        // The rows change in the frame that draws them, and this is told in the same frame.
        const drawn = new Promise<number>((resolve) => {
          const observer = new MutationObserver(() => {
            if (rows.textContent === before) return;
            observer.disconnect();
            resolve(performance.now());
          });
          observer.observe(rows, { subtree: true, childList: true, characterData: true });
        });
        const startMs = performance.now();
        textarea.dispatchEvent(new InputEvent("input", { data: letter, inputType: "insertText", composed: true }));
        frames.push(((await drawn) - startMs) / frameMs);
      }
      return frames;
    },
    KEYS,
    1000 / 60,
  );
}

async function stopYes(page: CdpPage, round: number): Promise<number> {
  await enter(page, `PS1='stopped-${round}> '; clear; yes`);
  // Nothing else is left on the screen, so that it does run.
  await until(page, "^\\s*(y\\s*){20,}$");
  const startMs = await page.evaluate(() => performance.now());
  await page.press("Control+C");
  return (await until(page, `stopped-${round}>`)) - startMs;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function print(name: string, cells: readonly (string | number)[]): void {
  const words = cells.map((cell) => (typeof cell === "number" ? cell.toFixed(2) : cell).padStart(12));
  console.log(`${name.padEnd(36)}${words.join("")}`);
}

const executablePath = process.env.JOBDECK_CHROMIUM;
if (!executablePath) throw new Error("Set JOBDECK_CHROMIUM to a Chromium.");
const bareServer = await serveBare();
const server = await JobdeckServer.start();
// The drawing is by elements in both, so that what is on the screen can be read; it costs the same in both.
const browser = await openCdpBrowser(executablePath, [
  ...["--no-sandbox", "--disable-gpu", "--disable-webgl", "--disable-webgl2"],
  `--window-size=${VIEWPORT.width},${VIEWPORT.height}`,
]);
try {
  const job = await server.run({ command: "sleep 36000" });
  await server.untilStatus(job.id, "running");
  const shell = await openShell(browser, server, job.id);
  const bare = await browser.open(bareServer.origin);
  await shell.bringToFront();
  const [columns = 0, rows = 0] = await sizeOf(shell);
  await bare.evaluate((...size) => (window as unknown as { bare: Bare }).bare.resize(...size), columns, rows);
  for (const flood of FLOODS) {
    const times = { shell: SIZES.map(() => Infinity), bare: SIZES.map(() => Infinity) };
    for (const [index, size] of SIZES.entries()) {
      for (let round = 0; round < ROUNDS; round += 1) {
        await bare.bringToFront();
        times.bare[index] = Math.min(times.bare[index] ?? Infinity, await runBare(bare, flood, size, round));
        await shell.bringToFront();
        times.shell[index] = Math.min(times.shell[index] ?? Infinity, await runSeq(shell, flood, size, round));
      }
    }
    print(
      `\n${flood.name}`,
      SIZES.map((size) => size.toLocaleString("en")),
    );
    print("bare xterm.js from memory, ms", times.bare);
    print("a shell in the app, ms", times.shell);
    print(
      "speed of the shell ÷ bare",
      SIZES.map((_, index) => (times.bare[index] ?? NaN) / (times.shell[index] ?? NaN)),
    );
  }
  const echo = await echoes(shell);
  print("\necho of a key, frames", ["p50", "p99", "longest"]);
  print("", [quantile(echo, 0.5), quantile(echo, 0.99), Math.max(...echo)]);
  await shell.press("Control+C");
  // What is typed while a shell gives its line up may go with it.
  await until(shell, "\\^C\\s*>");
  const stops: number[] = [];
  for (let round = 0; round < STOPS; round += 1) stops.push(await stopYes(shell, round));
  print("\nCtrl+C in yes to the prompt, ms", ["p50", "p90", "longest"]);
  print("", [quantile(stops, 0.5), quantile(stops, 0.9), Math.max(...stops)]);
} finally {
  await browser.close();
  await bareServer.close();
  await server.dispose();
}
