import { chromium, type Browser } from "@playwright/test";
import { seedJobs } from "../e2e/seed.ts";
import { JobdeckServer } from "../e2e/server.ts";
import { median } from "./measure/timing.ts";

/**
 * What somebody on a thin line sees of the list, and when: a first visit in a real Chromium, with nothing kept from
 * before; each moment also as a share of the time until the first row is there. And how far things moved meanwhile.
 */

const LATENCY_MS = 400;
const BYTES_PER_SECOND = 50_000;
const VISITS = 3;
const JOBS = 200;

type Moments = Readonly<Record<"painted" | "app" | "row" | "shift", number>>;

async function visit(browser: Browser, { link, origin }: JobdeckServer): Promise<Moments> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 844 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const line = { downloadThroughput: BYTES_PER_SECOND, uploadThroughput: BYTES_PER_SECOND };
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: LATENCY_MS, ...line });
  await page.addInitScript(() => {
    const marks = { painted: NaN, app: NaN, row: NaN, shift: 0 };
    Object.assign(window, { marks });
    const look = (_: unknown, observer: MutationObserver) => {
      if (Number.isNaN(marks.app) && document.querySelector("main")) marks.app = performance.now();
      if (!document.querySelector("[data-row]")) return;
      marks.row = performance.now();
      observer.disconnect();
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true });
    const seen = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.name === "first-contentful-paint") marks.painted = entry.startTime;
        if (entry.entryType === "layout-shift") marks.shift += (entry as PerformanceEntry & { value: number }).value;
      }
    });
    seen.observe({ type: "paint", buffered: true });
    seen.observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(link, { waitUntil: "commit" });
  const marks = await page.waitForFunction(() => {
    const found = (window as unknown as { marks: Moments }).marks;
    return Number.isNaN(found.row) || Number.isNaN(found.painted) ? undefined : found;
  });
  const moments = (await marks.jsonValue()) as Moments;
  await context.close();
  if (!page.url().startsWith(origin)) throw new Error(`The visit ended at ${page.url()}`);
  return moments;
}

const executablePath = process.env.JOBDECK_CHROMIUM;
if (!executablePath) throw new Error("Set JOBDECK_CHROMIUM to a Chromium.");
const server = await JobdeckServer.start();
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  await server.stop();
  seedJobs(server.dataDir, { count: JOBS, newestMs: Date.now() - 3_600_000, gapMs: 10_000 });
  await server.boot();
  const visits: Moments[] = [];
  for (let count = 0; count < VISITS; count++) visits.push(await visit(browser, server));
  const middle = (name: keyof Moments) => median(visits.map((moments) => moments[name]));
  console.log(`A first visit at ${LATENCY_MS} ms and ${BYTES_PER_SECOND / 1000} kB/s, the middle of ${VISITS}:`);
  const names = { painted: "something is painted", app: "the app is there", row: "the first row" } as const;
  for (const name of ["painted", "app", "row"] as const) {
    const share = Math.round((middle(name) / middle("row")) * 100);
    console.log(`${names[name].padEnd(24)} ${middle(name).toFixed(0).padStart(6)} ms ${String(share).padStart(4)} %`);
  }
  console.log(`layout shift             ${middle("shift").toFixed(4)}`);
} finally {
  await browser.close();
  await server.dispose();
}
