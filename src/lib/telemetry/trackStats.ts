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
  const { timesMs } = track;
  const from = firstAt((index) => timesMs[index] ?? 0, fromMs, 0, timesMs.length);
  const to = timesMs.findLastIndex((timeMs) => timeMs <= toMs) + 1;
  return statsOfValues(track.mean.slice(from, to), track.max.slice(from, to), track.stepsMs.slice(from, to));
}

function statsOfValues(
  mean: readonly number[],
  max: readonly number[],
  stepsMs: readonly number[],
): TrackStats | undefined {
  const known = new Float64Array(mean.length);
  let [count, sum, weightSum, peak, now] = [0, 0, 0, -Infinity, NaN];
  let isEven = true;
  const evenStep = stepsMs[0];
  mean.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const weight = stepsMs[index] || SAMPLE_MS;
    isEven &&= stepsMs[index] === evenStep;
    known[count++] = value;
    sum += value * weight;
    weightSum += weight;
    peak = Math.max(peak, max[index] ?? value);
    now = value;
  });
  if (count === 0) return undefined;
  const p95 = isEven ? evenQuantile(known.subarray(0, count)) : weightedQuantile(mean, stepsMs, weightSum);
  return { now, mean: sum / weightSum, peak, p95 };
}

function evenQuantile(values: Float64Array): number {
  values.sort();
  return values[Math.ceil(values.length * SHARE) - 1] ?? NaN;
}

function weightedQuantile(values: readonly number[], stepsMs: readonly number[], weightSum: number): number {
  const order = values.flatMap((value, index) => (Number.isNaN(value) ? [] : [index]));
  order.sort((one, other) => (values[one] ?? 0) - (values[other] ?? 0));
  let weight = 0;
  for (const index of order) {
    weight += stepsMs[index] || SAMPLE_MS;
    if (weight >= weightSum * SHARE) return values[index] ?? NaN;
  }
  return values[order.at(-1) ?? 0] ?? NaN;
}
