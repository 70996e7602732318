import { describe, expect, it } from "vitest";
import { clockTicks, trendPoints } from "./trend.ts";

const HOUR_MS = 3_600_000;

describe("the axis of a trend", () => {
  it.each([
    [1, 15 / 60],
    [24, 6],
    [7 * 24, 7 * 24],
    [30 * 24, 7 * 24],
  ])("over %d hours has few ticks, a round number of hours apart", (hours, stepHours) => {
    const toMs = Date.UTC(2026, 10, 22, 10, 17);
    const ticks = clockTicks(toMs - hours * HOUR_MS, toMs);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(ticks.length).toBeGreaterThan(0);
    for (const [index, tick] of ticks.entries()) {
      expect(tick).toBeGreaterThanOrEqual(toMs - hours * HOUR_MS);
      expect(tick).toBeLessThanOrEqual(toMs);
      if (index > 0) expect(tick - (ticks[index - 1] ?? 0)).toBe(stepHours * HOUR_MS);
    }
  });
});

it("draws steps that are missing as a gap", () => {
  expect(
    trendPoints([0, 10, 40], 10, [
      [1, 2, 3],
      [4, null, 6],
    ]),
  ).toEqual([
    { timeMs: 0, values: [1, 4] },
    { timeMs: 10, values: [2, null] },
    { timeMs: 20, values: [null, null] },
    { timeMs: 40, values: [3, 6] },
  ]);
});
