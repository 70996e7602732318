import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { chromium, type Browser, type Page } from "@playwright/test";
import { workMeter } from "../e2e/workMeter.ts";
import { createApp } from "../server/app.ts";
import type { Engine, Handle, Sample } from "../server/engines/engine.ts";
import { createLog } from "../server/http/log.ts";
import { systemClock } from "../server/platform/clock.ts";
import { createPlatform } from "../server/platform/platform.ts";
import { createScriptedEngine } from "../server/testing/scriptedEngine.ts";

/**
 * What the page Top costs: the real server and the real page, over an engine that makes up one sample a second a job, so
 * that a hundred jobs fit on any machine. Each number at three sizes, and the ratio of the largest to the smallest.
 */

const SIZES = [1, 10, 100] as const;
const MEASURED_MS = 20_000;
const TOKEN = "bench-token";
const MEBIBYTE = 2 ** 20;
const PRESET = { name: "one", cpu: 1, memory: 256 * MEBIBYTE, credits_per_hour: "1" };

type Numbers = Readonly<Record<string, number>>;

/** Samples at whole seconds, as the engine of processes sends them. */
async function* madeUpSamples(handle: Handle, signal: AbortSignal): AsyncGenerator<Sample, void> {
  const phase = String(handle.runId).length + Number.parseInt(String(handle.runId).slice(4, 8), 16);
  while (!signal.aborted) {
    // Rejects only when aborted, which the loop looks at.
    await delay(1_000 - (Date.now() % 1_000), undefined, { signal }).catch(() => undefined);
    const timestampMs = Math.round(Date.now() / 1_000) * 1_000;
    const wave = (Math.sin(timestampMs / 20_000 + phase) + 1) / 2;
    yield { timestampMs, cpu: wave * 0.9, memoryBytes: (40 + wave * 180) * MEBIBYTE };
  }
}

async function withJobs<T>(count: number, use: (origin: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "jobdeck-bench-"));
  await writeFile(join(dataDir, "presets.json"), JSON.stringify([PRESET]));
  const machine = { cpu: count, memoryBytes: count * 512 * MEBIBYTE, gpus: [] };
  const engine: Engine = { ...createScriptedEngine(machine, systemClock), stats: madeUpSamples };
  const log = createLog("error");
  const backend = await createPlatform({ dataDir, engine, token: TOKEN, userName: "bench", log });
  const app = await createApp({ host: "127.0.0.1", port: 0, appDir: join(process.cwd(), "dist/app"), backend, log });
  try {
    const origin = `http://127.0.0.1:${await app.listen()}`;
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
    for (let index = 0; index < count; index += 1) {
      const body = JSON.stringify({ image: "host", command: "work", name: `job-${index}`, preset_name: "one" });
      await fetch(`${origin}/api/v1/jobs?from_preset`, { method: "POST", headers, body });
    }
    return await use(origin);
  } finally {
    await app.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}

async function measure(browser: Browser, count: number): Promise<Numbers> {
  return await withJobs(count, async (origin) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    let [frames, bytes] = [0, 0];
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => {
        frames += 1;
        bytes += payload.length;
      });
    });
    await page.goto(`${origin}/#token=${TOKEN}`);
    await page.goto(`${origin}/top`);
    await page.getByText(new RegExp(`Live, ${count} job`)).waitFor();
    await page
      .getByTitle(/^CPU: /)
      .first()
      .waitFor();
    const work = await workMeter(page);
    const [workBefore, startMs] = [await work(), performance.now()];
    const serverBefore = process.cpuUsage();
    [frames, bytes] = [0, 0];
    await page.waitForTimeout(MEASURED_MS);
    const elapsedMs = performance.now() - startMs;
    const worked = (await work()) - workBefore;
    const { user, system } = process.cpuUsage(serverBefore);
    const numbers = {
      "main thread, % of a core": (worked / elapsedMs) * 100,
      "heap, MB": await heapMb(page),
      "frames/s": (frames / elapsedMs) * 1_000,
      "kB/s": bytes / elapsedMs,
      "server and bench, % of a core": ((user + system) / 1_000 / elapsedMs) * 100,
    };
    await page.close();
    return numbers;
  });
}

const executablePath = process.env.JOBDECK_CHROMIUM;
if (!executablePath) throw new Error("Set JOBDECK_CHROMIUM to a Chromium.");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const results: Numbers[] = [];
  for (const size of SIZES) results.push(await measure(browser, size));
  const cells = (words: readonly string[]) => words.map((word) => word.padStart(10)).join("");
  console.log(`\n${"jobs at one sample a second".padEnd(32)}${cells([...SIZES.map(String), "ratio"])}`);
  for (const name of Object.keys(results[0] ?? {})) {
    const values = results.map((result) => result[name] ?? NaN);
    const ratio = (values.at(-1) ?? NaN) / (values[0] ?? NaN);
    console.log(`${name.padEnd(32)}${cells([...values.map((value) => value.toFixed(1)), ratio.toFixed(2)])}`);
  }
} finally {
  await browser.close();
}
