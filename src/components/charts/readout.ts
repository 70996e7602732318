import { gapMs } from "../../lib/telemetry/joinTelemetry.ts";
import { firstAt, type Track } from "../../lib/telemetry/track.ts";
import { momentLabel, type Clock, type TimeAxis } from "./timeAxis.ts";
import type { ChartMark } from "./marks.ts";

/** What a track says of a moment. */
export interface Reading {
  readonly timeMs: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** The value nearest to a moment; undefined where nothing is known of it. */
export function readAt({ timesMs, stepsMs, min, mean, max }: Track, momentMs: number): Reading | undefined {
  const after = firstAt((index) => timesMs[index] ?? 0, momentMs, 0, timesMs.length);
  const isBefore = Math.abs((timesMs[after - 1] ?? -Infinity) - momentMs) < (timesMs[after] ?? Infinity) - momentMs;
  const index = isBefore ? after - 1 : after;
  const [timeMs, value] = [timesMs[index] ?? NaN, mean[index] ?? NaN];
  if (Number.isNaN(value) || Math.abs(timeMs - momentMs) > gapMs(stepsMs[index] ?? 0)) return undefined;
  return { timeMs, mean: value, min: min[index] ?? value, max: max[index] ?? value };
}

/** A reading in words, exact enough for people; with its extremes where they are apart. */
export function readingText(reading: Reading | undefined, format: (value: number) => string): string {
  if (!reading) return "no data";
  const [min, mean, max] = [reading.min, reading.mean, reading.max].map(format);
  return min === max ? (mean ?? "") : `${mean} (${min} – ${max})`;
}

/** The moment that a share of the axis stands for. */
export function momentAt({ fromMs, toMs }: TimeAxis, share: number): number {
  return fromMs + (toMs - fromMs) * share;
}

const NEAR_SHARE = 0.01;

/** A moment of the axis in words, with what happened to the job then. */
export function momentWords(time: TimeAxis, share: number, marks: readonly ChartMark[], clock: Clock): string {
  const moment = momentAt(time, share);
  const nearMs = (time.toMs - time.fromMs) * NEAR_SHARE;
  const mark = marks.findLast(({ timeMs }) => Math.abs(timeMs - moment) <= nearMs);
  const words = momentLabel(moment, clock, time.toMs);
  return mark ? `${words} · ${mark.words}` : words;
}
