import { gapMs } from "./joinTelemetry.ts";
import type { Track } from "./track.ts";

/** What is drawn at one place of the time axis. */
export interface Bucket {
  readonly timeMs: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** Buckets that follow each other without a gap. */
export type Stretch = readonly Bucket[];

/**
 * Reduces a track to at most about one bucket a pixel, with the lowest, mean and highest value in each, so that peaks
 * stay. Buckets begin at whole multiples of their length: what is drawn of a moment does not change as time goes on.
 * @param bucketMs the time that a pixel covers
 */
export function bucketsOf({ timesMs, stepsMs, min, mean, max }: Track, bucketMs: number): Stretch[] {
  const stretches: Bucket[][] = [];
  let stretch: Bucket[] = [];
  let [place, count, firstMs, sum, low, high] = [NaN, 0, 0, 0, 0, 0];
  const close = () => {
    // Alone in its pixel a value stands where it was measured; several stand in the pixel's middle.
    const timeMs = count === 1 ? firstMs : (place + 0.5) * bucketMs;
    if (count > 0) stretch.push({ timeMs, min: low, mean: sum / count, max: high });
    count = 0;
  };
  const lift = () => {
    close();
    if (stretch.length > 0) stretches.push(stretch);
    stretch = [];
  };
  let lastMs = NaN;
  let lastStepMs = 0;
  for (let index = 0; index < timesMs.length; index += 1) {
    const value = mean[index] ?? NaN;
    const timeMs = timesMs[index] ?? 0;
    const stepMs = stepsMs[index] ?? 0;
    if (timeMs - lastMs > gapMs(Math.max(stepMs, lastStepMs))) lift();
    [lastMs, lastStepMs] = [timeMs, stepMs];
    if (Number.isNaN(value)) {
      lift();
      continue;
    }
    const at = Math.floor(timeMs / bucketMs);
    if (at !== place || count === 0) {
      close();
      [place, firstMs, sum, low, high] = [at, timeMs, 0, Infinity, -Infinity];
    }
    count += 1;
    sum += value;
    low = Math.min(low, min[index] ?? value);
    high = Math.max(high, max[index] ?? value);
  }
  lift();
  return stretches;
}
