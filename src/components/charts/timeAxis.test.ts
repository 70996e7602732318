import { describe, expect, it } from "vitest";
import { elapsedLabel, pannedBy, timeAxisOf } from "./timeAxis.ts";

const START = new Date(2026, 10, 22, 9, 0, 0).getTime();
const live = (afterMs: number) => ({ startMs: START, endMs: START + afterMs, isLive: true });
const over = (afterMs: number) => ({ ...live(afterMs), isLive: false });
const labels = (...args: Parameters<typeof timeAxisOf>) => timeAxisOf(...args).ticks.map(({ label }) => label);

describe("the time axis", () => {
  it("of a window that follows says how long ago, and its marks stand still", () => {
    const at = (afterMs: number) => timeAxisOf({ window: "5m" }, live(afterMs));
    expect(at(1000).ticks).toEqual(at(99_000).ticks);
    expect(labels({ window: "1m" }, live(0))).toEqual(["−1 min", "−45 s", "−30 s", "−15 s", "now"]);
    expect(labels({ window: "1h" }, live(0))).toEqual(["−60 min", "−45 min", "−30 min", "−15 min", "now"]);
    expect(at(1000).toMs - at(1000).fromMs).toBe(300_000);
  });

  it("of what has ended has round times of the day", () => {
    expect(labels({ window: "1m" }, over(65_000))).toEqual([
      ...["09:00:10", "09:00:20", "09:00:30", "09:00:40", "09:00:50", "09:01:00"],
    ]);
    expect(labels({ window: "all" }, over(3600_000))).toEqual([
      "09:00",
      "09:10",
      "09:20",
      "09:30",
      "09:40",
      "09:50",
      "10:00",
    ]);
  });

  it("of a whole run that goes on grows in steps, not every second", () => {
    const at = (seconds: number) => timeAxisOf({ window: "all" }, live(seconds * 1000));
    expect(at(605)).toEqual(at(606));
    const tops = new Set(Array.from({ length: 300 }, (_, second) => at(600 + second).toMs));
    expect(tops.size).toBeLessThan(12);
    for (let second = 1; second < 5000; second += 7) expect(at(second).toMs).toBeGreaterThan(START + second * 1000);
  });

  it("of a range is that range, at least a second of it", () => {
    const range = { fromMs: START + 10_000, toMs: START + 20_000 };
    expect(timeAxisOf({ window: "5m", range }, live(99_000))).toMatchObject(range);
    const none = { fromMs: START, toMs: START };
    expect(timeAxisOf({ window: "5m", range: none }, live(0)).toMs).toBe(START + 1000);
  });

  it("from the start counts what was first", () => {
    expect(timeAxisOf({ window: "1m" }, over(5000), "start")).toMatchObject({ fromMs: 0, toMs: 60_000 });
    expect(labels({ window: "5m" }, over(5000), "start")).toEqual(["0s", "1m", "2m", "3m", "4m", "5m"]);
  });
});

it.each([
  [0, "0s"],
  [90_000, "1m 30s"],
  [3600_000, "1h"],
  [90_061_000, "1d 1h"],
  [-5000, "−5s"],
])("writes %d ms as %s", (ms, text) => {
  expect(elapsedLabel(ms)).toBe(text);
});

it("moves by a part of its length", () => {
  const time = timeAxisOf(
    { window: "all", range: { fromMs: 1000, toMs: 5000 } },
    { startMs: 0, endMs: 9000, isLive: false },
  );
  expect(pannedBy(time, -0.5)).toEqual({ fromMs: -1000, toMs: 3000 });
  expect(pannedBy(time, 0.25)).toEqual({ fromMs: 2000, toMs: 6000 });
});
