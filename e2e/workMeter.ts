import type { Page } from "@playwright/test";

/** How much the page's main thread has worked so far, in milliseconds, whatever else the machine does. */
export async function workMeter(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN) * 1000;
  };
}

/** Types a text into the field that has the focus. @returns the work of each keystroke until it is drawn, in milliseconds */
export async function keystrokeWork(page: Page, text: string): Promise<number[]> {
  const work = await workMeter(page);
  const tookMs: number[] = [];
  for (const letter of text) {
    const before = await work();
    await page.keyboard.press(letter === " " ? "Space" : letter);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    tookMs.push((await work()) - before);
  }
  return tookMs;
}
