import { describe, expect, it } from "vitest";
import type { Telemetry } from "../../../contract/telemetry.ts";
import type { TelemetryHistory } from "../../../contract/telemetryHistory.ts";
import { bucketsOf } from "./buckets.ts";
import { gapMs, joinTelemetry, samplesOf } from "./joinTelemetry.ts";
import { telemetryCsv } from "./telemetryCsv.ts";
import { trackOf, type Track } from "./track.ts";
import { statsOf } from "./trackStats.ts";

const ALWAYS = { fromMs: -Infinity, toMs: Infinity };

const sample = (timestampMs: number, cpu: number): Telemetry => ({
  ...{ timestampMs, cpu, memoryBytes: 10 },
  ...{ gpuDutyPercent: undefined, gpuMemoryBytes: undefined },
});

/** Kept steps with the given means; each reaches one below and one above. */
function history(stepMs: number, steps: readonly (readonly [timestampMs: number, cpu: number])[]): TelemetryHistory {
  const means = steps.map(([, cpu]) => cpu);
  const flat = steps.map(() => 10);
  return {
    stepMs,
    timestampsMs: steps.map(([timestampMs]) => timestampMs),
    cpu: { min: means.map((mean) => mean - 1), mean: means, max: means.map((mean) => mean + 1) },
    memoryBytes: { min: flat, mean: flat, max: flat },
    gpuDutyPercent: undefined,
    gpuMemoryBytes: undefined,
  };
}

const cpuAt = (track: Track) => Array.from(track.timesMs, (timeMs, index) => [timeMs, track.mean[index]]);
const timesOf = (...args: Parameters<typeof trackOf>) => [...trackOf(...args).timesMs];

describe("history and live samples as one", () => {
  it("follow each other without a moment that is there twice", () => {
    const kept = history(
      1000,
      [0, 1000, 2000, 3000, 4000, 5000].map((timeMs) => [timeMs, 1] as const),
    );
    const live = [3370, 4380, 5390].map((timeMs) => sample(timeMs, 2));
    const track = trackOf(joinTelemetry(kept, live), "cpu", ALWAYS);
    expect(cpuAt(track)).toEqual([
      ...[500, 1500, 2500].map((timeMs) => [timeMs, 1]),
      ...[3370, 4380, 5390].map((timeMs) => [timeMs, 2]),
    ]);
  });

  it("has the kept steps in the gaps between samples and after them", () => {
    const kept = history(
      1000,
      Array.from({ length: 14 }, (_, index) => [index * 1000, 1] as const),
    );
    const live = [1200, 2200, 9300, 10_300].map((timeMs) => sample(timeMs, 2));
    const times = timesOf(joinTelemetry(kept, live), "cpu", ALWAYS);
    expect(times).toEqual([
      ...[500, 1200, 2200],
      ...[3500, 4500, 5500, 6500, 7500, 8500],
      ...[9300, 10_300],
      ...[11_500, 12_500, 13_500],
    ]);
  });

  it("is what was seen where nothing was kept, and what was kept where nothing was seen", () => {
    expect(timesOf(joinTelemetry(undefined, [sample(5, 1)]), "cpu", ALWAYS)).toEqual([5]);
    expect(timesOf(joinTelemetry(history(1000, [[0, 1]]), []), "cpu", ALWAYS)).toEqual([500]);
    expect(joinTelemetry(undefined, [])).toEqual([]);
  });

  it("fills a buffer of samples with steps of one second alone", () => {
    const live = [sample(20_000, 2)];
    const filled = samplesOf(joinTelemetry(history(1000, [[18_000, 1]]), live));
    expect(filled.map(({ timestampMs, cpu }) => [timestampMs, cpu])).toEqual([
      [18_000, 1],
      [20_000, 2],
    ]);
    expect(samplesOf(joinTelemetry(history(10_000, [[0, 1]]), live))).toEqual(live);
    // What was read back stays known for what it is, and stands in the middle of its second.
    const track = trackOf(joinTelemetry(undefined, filled), "cpu", ALWAYS);
    expect([[...track.timesMs], [...track.stepsMs]]).toEqual([
      [18_500, 20_000],
      [1000, 0],
    ]);
  });
});

describe("a track", () => {
  it("has a second once that was read back before its sample came", () => {
    const kept = samplesOf(
      joinTelemetry(
        history(
          1000,
          [0, 1000, 2000].map((timeMs) => [timeMs, 1] as const),
        ),
        [],
      ),
    );
    const pieces = joinTelemetry(undefined, [...kept, sample(2400, 2), sample(3400, 2)]);
    expect(timesOf(pieces, "cpu", ALWAYS)).toEqual([500, 1500, 2400, 3400]);
  });

  it("is cut to its span, and shifted to where it is compared", () => {
    const live = Array.from({ length: 10 }, (_, index) => sample(index * 1000, index));
    const pieces = joinTelemetry(undefined, live);
    expect(timesOf(pieces, "cpu", { fromMs: 2500, toMs: 5000 })).toEqual([3000, 4000, 5000]);
    expect(timesOf(pieces, "cpu", { fromMs: 0, toMs: 1000 }, 8000)).toEqual([0, 1000]);
  });
});

describe("statistics", () => {
  const statsOfPieces = (...pieces: Parameters<typeof joinTelemetry>) =>
    statsOf(trackOf(joinTelemetry(...pieces), "cpu", ALWAYS), ALWAYS);

  it("are of what is known: now, mean, peak and what 95 % of the time stay below", () => {
    const live = Array.from({ length: 100 }, (_, index) => sample(index * 1000, index + 1));
    expect(statsOfPieces(undefined, live)).toEqual({ now: 100, mean: 50.5, peak: 100, p95: 95 });
    expect(statsOfPieces(undefined, [])).toBeUndefined();
    const track = trackOf(joinTelemetry(undefined, live), "cpu", ALWAYS);
    expect(statsOf(track, { fromMs: 10_000, toMs: 12_500 })).toEqual({ now: 13, mean: 12, peak: 13, p95: 13 });
  });

  it("weigh each value with its time, and take a step's highest for the peak", () => {
    const live = Array.from({ length: 10 }, (_, index) => sample(70_000 + index * 1000, 8));
    expect(statsOfPieces(history(60_000, [[0, 1]]), live)).toEqual({ now: 8, mean: 2, peak: 8, p95: 8 });
    expect(statsOfPieces(history(60_000, [[0, 1]]), [])).toEqual({ now: 1, mean: 1, peak: 2, p95: 1 });
  });
});

describe("buckets", () => {
  const buckets = (pieces: Parameters<typeof joinTelemetry>, bucketMs: number) =>
    bucketsOf(trackOf(joinTelemetry(...pieces), "cpu", ALWAYS), bucketMs);

  it("keep the one peak of a day in the width of a screen", () => {
    const day = Array.from({ length: 86_400 }, (_, second) => sample(second * 1000, second === 50_000 ? 77 : 1));
    const [stretch, ...more] = buckets([undefined, day], 86_400_000 / 600);
    expect(more).toEqual([]);
    expect(stretch).toHaveLength(600);
    expect(Math.max(...(stretch ?? []).map(({ max }) => max))).toBe(77);
  });

  it("leave a value that is alone in its pixel where it was measured", () => {
    expect(buckets([undefined, [sample(0, 1), sample(1010, 2)]], 200)[0]?.map(({ timeMs }) => timeMs)).toEqual([
      0, 1010,
    ]);
  });

  it("draw the same of a moment when time has gone on", () => {
    const live = Array.from({ length: 200 }, (_, index) => sample(index * 1000, (index * 7) % 11));
    const before = buckets([undefined, live.slice(0, 150)], 3000)[0]?.slice(0, -1);
    expect(buckets([undefined, live], 3000)[0]?.slice(0, before?.length)).toEqual(before);
  });

  it("are apart where more is missing than a step, whatever the step is", () => {
    const lengths = (...pieces: Parameters<typeof joinTelemetry>) => buckets(pieces, 1).map(({ length }) => length);
    expect(
      lengths(
        undefined,
        [0, 1000, 4000, 10_000].map((timeMs) => sample(timeMs, 1)),
      ),
    ).toEqual([3, 1]);
    const steps = [0, 10_000, 20_000, 40_000, 50_000].map((timeMs) => [timeMs, 1] as const);
    expect(lengths(history(10_000, steps), [])).toEqual([3, 2]);
    expect([gapMs(0), gapMs(1000), gapMs(60_000)]).toEqual([3500, 3500, 90_000]);
  });

  it("lift the pen where a quantity was not measured", () => {
    expect(buckets([undefined, [sample(0, 1), sample(1000, NaN), sample(2000, 1)]], 10)).toHaveLength(2);
  });
});

it("writes every sample and step as it is known, of every job", () => {
  const pieces = joinTelemetry(history(1000, [[1000, 1.5]]), [sample(2345, 0.123456789)]);
  const other = joinTelemetry(undefined, [sample(9000, 2), sample(99_000, 2)]);
  const runs = [
    { jobId: "job-a", pieces },
    { jobId: "job-b", pieces: other, shiftMs: 8000 },
  ];
  expect(telemetryCsv(runs, { fromMs: 0, toMs: 5000 }).split("\r\n")).toEqual([
    "job,time,step_seconds,cpu_cores,cpu_cores_min,cpu_cores_max,memory_bytes,memory_bytes_min,memory_bytes_max",
    "job-a,1970-01-01T00:00:01.000Z,1,1.5,0.5,2.5,10,10,10",
    "job-a,1970-01-01T00:00:02.345Z,0,0.123456789,0.123456789,0.123456789,10,10,10",
    "job-b,1970-01-01T00:00:09.000Z,0,2,2,2,10,10,10",
    "",
  ]);
});
