import type { Telemetry } from "../../contract/telemetry.ts";
import type { TopPast } from "../../contract/topMany.ts";

/** What is measured of a job. */
export const MEASURES = ["cpu", "memoryBytes", "gpuDutyPercent", "gpuMemoryBytes"] as const;
export type MeasureKey = (typeof MEASURES)[number];

/** Each step keeps its highest value: a peak stays visible however small it is drawn. */
export const STEP_MS = 5_000;
/** Five minutes. */
export const STEP_COUNT = 60;

/** The last minutes of a job, in a fixed amount of memory however long it is watched. */
export interface UsageSeries {
  /** Grows with every change. */
  readonly version: number;
  readonly latest: Telemetry | undefined;
  /** Since when, without a gap, there are values; milliseconds since the epoch. */
  readonly knownSinceMs: number | undefined;
  take(sample: Telemetry): void;
  /** Puts what was measured before under what is there. */
  fill(past: TopPast): void;
  /** The highest value of each step, oldest first; NaN where nothing was measured. A new array. */
  peaks(measure: MeasureKey): number[];
}

export function createUsageSeries(): UsageSeries {
  const peaks = Object.fromEntries(
    MEASURES.map((measure) => [measure, new Float64Array(STEP_COUNT).fill(NaN)]),
  ) as Record<MeasureKey, Float64Array>;
  let lastStep: number | undefined;
  let latest: Telemetry | undefined;
  let version = 0;

  /** Makes room for a step that is newer than all, and forgets those that are older than all that is kept. */
  function advanceTo(step: number): void {
    const from = Math.max(lastStep ?? step - STEP_COUNT, step - STEP_COUNT);
    for (let next = from + 1; next <= step; next += 1) {
      for (const measure of MEASURES) peaks[measure][next % STEP_COUNT] = NaN;
    }
    lastStep = Math.max(lastStep ?? step, step);
  }

  function raise(step: number, measure: MeasureKey, value: number | undefined | null): void {
    if (value === undefined || value === null || lastStep === undefined) return;
    if (step > lastStep || step <= lastStep - STEP_COUNT) return;
    const before = peaks[measure][step % STEP_COUNT] ?? NaN;
    peaks[measure][step % STEP_COUNT] = Number.isNaN(before) ? value : Math.max(before, value);
  }

  return {
    get version() {
      return version;
    },
    get latest() {
      return latest;
    },
    get knownSinceMs() {
      if (lastStep === undefined) return undefined;
      let first = lastStep;
      while (first > lastStep - STEP_COUNT + 1 && !Number.isNaN(peaks.cpu[(first - 1) % STEP_COUNT] ?? NaN)) first -= 1;
      return first * STEP_MS;
    },
    take(sample) {
      if (latest && sample.timestampMs <= latest.timestampMs) return;
      latest = sample;
      version += 1;
      const step = Math.floor(sample.timestampMs / STEP_MS);
      if (lastStep === undefined || step > lastStep) advanceTo(step);
      for (const measure of MEASURES) raise(step, measure, sample[measure]);
    },
    fill(past) {
      const offset = Math.round(past.startMs / STEP_MS);
      const newest = offset + past.cpu.length - 1;
      if (past.stepMs !== STEP_MS) return;
      if (lastStep === undefined || newest > lastStep) advanceTo(newest);
      version += 1;
      for (const measure of MEASURES) {
        past[measure]?.forEach((value, index) => raise(offset + index, measure, value));
      }
    },
    peaks(measure) {
      const first = (lastStep ?? 0) - STEP_COUNT + 1;
      return Array.from({ length: STEP_COUNT }, (_, index) =>
        lastStep === undefined ? NaN : (peaks[measure][(first + index) % STEP_COUNT] ?? NaN),
      );
    },
  };
}
