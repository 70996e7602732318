import type { Telemetry } from "../../../contract/telemetry.ts";
import type { TelemetryHistory } from "../../../contract/telemetryHistory.ts";
import { STEP_MS, type UsageSeries } from "../usageSeries.ts";

type Values = readonly (number | null | undefined)[];

/** What was measured of a job, step by step, oldest first; null and undefined: nothing. */
export interface Observed {
  readonly stepMs: number;
  readonly timestampsMs: readonly number[];
  /** Highest in each step, cores. */
  readonly cpu: Values;
  /** Highest in each step. */
  readonly memoryBytes: Values;
  /** Mean of each step, 0..100; where only its peak is known, that. */
  readonly gpuDutyPercent: Values;
}

/** From what the platform keeps. */
export function observedInHistory(history: TelemetryHistory): Observed {
  return {
    stepMs: history.stepMs,
    timestampsMs: history.timestampsMs,
    cpu: history.cpu.max,
    memoryBytes: history.memoryBytes.max,
    gpuDutyPercent: history.gpuDutyPercent?.mean ?? [],
  };
}

/** From what this browser has measured. @param samples oldest first */
export function observedInSamples(samples: readonly Telemetry[]): Observed {
  return {
    stepMs: 1_000,
    timestampsMs: samples.map(({ timestampMs }) => timestampMs),
    cpu: samples.map(({ cpu }) => cpu),
    memoryBytes: samples.map(({ memoryBytes }) => memoryBytes),
    gpuDutyPercent: samples.map(({ gpuDutyPercent }) => gpuDutyPercent),
  };
}

/** From the last minutes of a job in a table of many. */
export function observedInSeries(series: UsageSeries): Observed {
  const valuesOf = (values: readonly number[]) => values.map((value) => (Number.isNaN(value) ? null : value));
  const endMs = Math.floor((series.latest?.timestampMs ?? 0) / STEP_MS) * STEP_MS;
  const cpu = valuesOf(series.peaks("cpu"));
  return {
    stepMs: STEP_MS,
    timestampsMs: cpu.map((_, index) => endMs - (cpu.length - 1 - index) * STEP_MS),
    cpu,
    memoryBytes: valuesOf(series.peaks("memoryBytes")),
    gpuDutyPercent: valuesOf(series.peaks("gpuDutyPercent")),
  };
}

/** A value and the beginning of its step. */
export interface Moment {
  readonly timeMs: number;
  readonly value: number;
}

/** What is known of one quantity, oldest first. */
export function momentsOf({ timestampsMs }: Observed, values: Values): Moment[] {
  return timestampsMs.flatMap((timeMs, index) => {
    const value = values[index];
    return value === undefined || value === null ? [] : [{ timeMs, value }];
  });
}

/** How long something was watched, the last step included; 0 when it was not. */
export function watchedMs(moments: readonly Moment[], stepMs: number): number {
  const [first, last] = [moments[0], moments.at(-1)];
  return first && last ? last.timeMs - first.timeMs + stepMs : 0;
}
