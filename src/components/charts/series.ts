import type { Telemetry } from "../../../contract/telemetry.ts";

/** A value of one chart at one moment; undefined draws a gap. */
export interface Point {
  readonly timestampMs: number;
  readonly value: number | undefined;
}

/** What stands beside a chart, in the chart's unit. */
export interface Summary {
  readonly now: number;
  readonly mean: number;
  readonly peak: number;
}

/** Samples come about once a second: a pause of more than this is a time of which nothing is known. */
export const GAP_MS = 3500;

/**
 * One value of the samples of the last `windowMs`, with a gap wherever samples are missing. The window ends at the
 * newest sample, so that the clocks of browser and platform need not agree.
 * @param samples oldest first
 */
export function seriesOf(
  samples: readonly Telemetry[],
  value: (sample: Telemetry) => number | undefined,
  windowMs: number,
): Point[] {
  const fromMs = (samples.at(-1)?.timestampMs ?? 0) - windowMs;
  const points: Point[] = [];
  let lastMs: number | undefined;
  for (const sample of samples) {
    if (sample.timestampMs < fromMs) continue;
    if (lastMs !== undefined && sample.timestampMs - lastMs > GAP_MS) {
      points.push({ timestampMs: (lastMs + sample.timestampMs) / 2, value: undefined });
    }
    points.push({ timestampMs: sample.timestampMs, value: value(sample) });
    lastMs = sample.timestampMs;
  }
  return points;
}

/** Now, mean and peak; undefined without a single value. */
export function summaryOf(points: readonly Point[]): Summary | undefined {
  const values = points.flatMap((point) => (point.value === undefined ? [] : [point.value]));
  const now = values.at(-1);
  if (now === undefined) return undefined;
  return {
    now,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    peak: values.reduce((peak, value) => Math.max(peak, value), 0),
  };
}
