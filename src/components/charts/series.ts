import type { Telemetry } from "../../../contract/telemetry.ts";
import { gapMs } from "../../lib/telemetry/joinTelemetry.ts";

/** A value of one chart at one moment; undefined draws a gap. */
export interface Point {
  readonly timestampMs: number;
  readonly value: number | undefined;
}

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
    if (lastMs !== undefined && sample.timestampMs - lastMs > gapMs(0)) {
      points.push({ timestampMs: (lastMs + sample.timestampMs) / 2, value: undefined });
    }
    points.push({ timestampMs: sample.timestampMs, value: value(sample) });
    lastMs = sample.timestampMs;
  }
  return points;
}
