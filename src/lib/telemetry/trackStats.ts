import { quantileOf } from "./quantile.ts";
import { firstAt, type Track } from "./track.ts";

/** What stands beside a chart, in the chart's unit. */
export interface TrackStats {
  /** The last value that is known. */
  readonly now: number;
  readonly mean: number;
  readonly peak: number;
  /** What was not exceeded for 95 % of the time; of kept steps, their mean counts. */
  readonly p95: number;
}

/** A sample speaks for about a second. */
const SAMPLE_MS = 1000;
const SHARE = 0.95;

/** Each value of a span of time counts for as long as it speaks for. Undefined without a single value. */
export function statsOf(
  track: Track,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): TrackStats | undefined {
  const { timesMs, mean, max, stepsMs } = track;
  const timeAt = (index: number) => timesMs[index] ?? 0;
  const from = firstAt(timeAt, fromMs, 0, timesMs.length);
  let to = firstAt(timeAt, toMs, from, timesMs.length);
  while (to < timesMs.length && timeAt(to) <= toMs) to += 1;
  const known = new Float64Array(to - from);
  let [count, sum, weightSum, peak, now] = [0, 0, 0, -Infinity, NaN];
  let isEven = true;
  const evenStep = stepsMs[from];
  for (let index = from; index < to; index += 1) {
    const value = mean[index] ?? NaN;
    if (Number.isNaN(value)) continue;
    const stepMs = stepsMs[index] ?? 0;
    const weight = stepMs || SAMPLE_MS;
    isEven &&= stepMs === evenStep;
    known[count++] = value;
    sum += value * weight;
    weightSum += weight;
    peak = Math.max(peak, max[index] ?? value);
    now = value;
  }
  if (count === 0) return undefined;
  const p95 = isEven
    ? quantileOf(known.subarray(0, count), SHARE)
    : weightedQuantile(mean.subarray(from, to), stepsMs.subarray(from, to), weightSum);
  return { now, mean: sum / weightSum, peak, p95 };
}

function weightedQuantile(values: Float64Array, stepsMs: Float64Array, weightSum: number): number {
  const order = Array.from(values.keys()).filter((index) => !Number.isNaN(values[index] ?? NaN));
  order.sort((one, other) => (values[one] ?? 0) - (values[other] ?? 0));
  let weight = 0;
  for (const index of order) {
    weight += stepsMs[index] || SAMPLE_MS;
    if (weight >= weightSum * SHARE) return values[index] ?? NaN;
  }
  return values[order.at(-1) ?? 0] ?? NaN;
}
