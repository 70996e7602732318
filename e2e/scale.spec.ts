import { expect, test } from "./fixtures.ts";
import { seedJobs } from "./seed.ts";
import { keystrokeWork } from "./workMeter.ts";

// A trace pictures the page at every step, which is more work than the page itself has.
test.use({
  trace: "off",
  setup: {
    prepare: (dataDir) => seedJobs(dataDir, { count: 12_000, newestMs: Date.now() - 60_000, gapMs: 20_000 }),
  },
});

test("ten thousand jobs answer a keystroke within 50 ms of work", async ({ page, fresh }) => {
  await page.goto(fresh.link);
  const shownCount = page.getByRole("status").filter({ hasText: /^\d+( of \d+)? jobs$/ });
  const field = page.getByRole("combobox", { name: "Filter jobs" });
  await expect(shownCount).toHaveText("10000 jobs");
  await field.click();
  const text = "resnet tag:sweep -bob";
  const tookMs = await keystrokeWork(page, text);
  await expect(field).toHaveValue(text);
  await expect(shownCount).toHaveText(/^\d+ of \d+ jobs$/);
  const sorted = tookMs.toSorted((a, b) => a - b);
  console.log(`work of a keystroke among 10,000 jobs, ms: ${tookMs.map((ms) => ms.toFixed(0)).join(" ")}`);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(50);
});
