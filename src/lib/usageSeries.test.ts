import { describe, expect, it } from "vitest";
import { createUsageSeries, STEP_COUNT, STEP_MS } from "./usageSeries.ts";

const START_MS = 1_700_000_000_000;
const sample = (afterMs: number, cpu: number, gpuDutyPercent?: number) => ({
  ...{ timestampMs: START_MS + afterMs, cpu, memoryBytes: cpu * 1000 },
  ...{ gpuDutyPercent, gpuMemoryBytes: undefined },
});
const known = (values: readonly number[]) => values.filter((value) => !Number.isNaN(value));

describe("the last minutes of a job", () => {
  it("keep the peak of each step, and where nothing was measured a gap", () => {
    const series = createUsageSeries();
    for (const [afterMs, cpu] of [
      [0, 1],
      [1_000, 3],
      [2_000, 2],
      [3 * STEP_MS, 5],
    ] as const) {
      series.take(sample(afterMs, cpu));
    }
    expect(series.peaks("cpu").slice(-4)).toEqual([3, NaN, NaN, 5]);
    expect(known(series.peaks("memoryBytes"))).toEqual([3000, 5000]);
    expect(known(series.peaks("gpuDutyPercent"))).toEqual([]);
    expect(series.latest?.cpu).toBe(5);
    expect(series.knownSinceMs).toBe(START_MS + 3 * STEP_MS);
  });

  it("forget what is older than all that is kept, also after a long pause", () => {
    const series = createUsageSeries();
    for (let index = 0; index < STEP_COUNT + 5; index += 1) series.take(sample(index * STEP_MS, index));
    expect(series.peaks("cpu")).toEqual(Array.from({ length: STEP_COUNT }, (_, index) => index + 5));
    series.take(sample(1_000 * STEP_MS, 7));
    expect(known(series.peaks("cpu"))).toEqual([7]);
  });

  it("take no sample twice, and none that comes late", () => {
    const series = createUsageSeries();
    series.take(sample(10_000, 1));
    const { version } = series;
    series.take(sample(10_000, 9));
    series.take(sample(5_000, 9));
    expect(series.version).toBe(version);
    expect(known(series.peaks("cpu"))).toEqual([1]);
  });

  it("are completed by what was measured before, whichever comes first", () => {
    const past = { stepMs: STEP_MS, startMs: START_MS - 2 * STEP_MS, cpu: [4, null, 6], memoryBytes: [1, null, 2] };
    const wanted = [4, NaN, 6, 8];
    const more = { gpuDutyPercent: undefined, gpuMemoryBytes: undefined };
    const before = createUsageSeries();
    before.fill({ ...past, ...more });
    before.take(sample(STEP_MS, 8));
    expect(before.peaks("cpu").slice(-4)).toEqual(wanted);
    const after = createUsageSeries();
    after.take(sample(STEP_MS, 8));
    after.fill({ ...past, ...more });
    expect(after.peaks("cpu").slice(-4)).toEqual(wanted);
    expect(after.knownSinceMs).toBe(START_MS);
  });
});
