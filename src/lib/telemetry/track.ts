import type { Telemetry } from "../../../contract/telemetry.ts";
import type { TelemetryHistory } from "../../../contract/telemetryHistory.ts";
import type { KnownSample, Piece } from "./joinTelemetry.ts";

/** What is measured, by its name in samples and histories. */
export type Quantity = "cpu" | "memoryBytes" | "gpuDutyPercent" | "gpuMemoryBytes";

/**
 * One quantity over time, oldest first; all arrays have the same length. A sample has no length and one value; a kept
 * step has the lowest, mean and highest of its time, and stands in its middle. What was not measured is NaN.
 */
export interface Track {
  readonly timesMs: readonly number[];
  /** How much time each value speaks for; 0 for a sample. */
  readonly stepsMs: readonly number[];
  readonly min: readonly number[];
  readonly mean: readonly number[];
  readonly max: readonly number[];
}

interface MutableTrack {
  readonly timesMs: number[];
  readonly stepsMs: number[];
  readonly min: number[];
  readonly mean: number[];
  readonly max: number[];
}

/**
 * One quantity of what is known, cut to a span of time.
 * @param shiftMs is taken from every time, so that runs can be put over each other
 */
export function trackOf(
  pieces: readonly Piece[],
  quantity: Quantity,
  span: { readonly fromMs: number; readonly toMs: number },
  shiftMs = 0,
): Track {
  const track: MutableTrack = { timesMs: [], stepsMs: [], min: [], mean: [], max: [] };
  const [fromMs, toMs] = [span.fromMs + shiftMs, span.toMs + shiftMs];
  for (const piece of pieces) {
    if ("samples" in piece) {
      const { samples, to } = piece;
      const timeAt = (index: number) => middleOf(samples[index]);
      for (let index = firstAt(timeAt, fromMs, piece.from, to); index < to && timeAt(index) <= toMs; index += 1) {
        if (isSeenToo(samples[index], samples[index + 1])) continue;
        const value = samples[index]?.[quantity] ?? NaN;
        push(track, timeAt(index) - shiftMs, samples[index]?.isKept ? SAMPLE_MS : 0, value, value, value);
      }
    } else {
      addSteps(track, piece, quantity, { fromMs, toMs, shiftMs });
    }
  }
  return track;
}

/** A span with as much before and after it as belongs to the values at its ends: curves go on where charts end. */
export function widened(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  pieces: readonly Piece[],
): { readonly fromMs: number; readonly toMs: number } {
  const stepMs = Math.max(SAMPLE_MS, ...pieces.map((piece) => ("history" in piece ? piece.history.stepMs : 0)));
  return { fromMs: fromMs - 1.5 * stepMs, toMs: toMs + 1.5 * stepMs };
}

/** Samples come about so far apart. */
const SAMPLE_MS = 1000;

/** A second that was read back while its sample was still on its way is known twice: what was seen counts. */
function isSeenToo(sample: KnownSample | undefined, next: KnownSample | undefined): boolean {
  return sample?.isKept === true && next !== undefined && next.timestampMs < sample.timestampMs + SAMPLE_MS;
}

function middleOf(sample: KnownSample | undefined): number {
  return (sample?.timestampMs ?? 0) + (sample?.isKept ? SAMPLE_MS / 2 : 0);
}

function addSteps(
  track: MutableTrack,
  { history, from, to }: { readonly history: TelemetryHistory; readonly from: number; readonly to: number },
  quantity: Quantity,
  { fromMs, toMs, shiftMs }: { readonly fromMs: number; readonly toMs: number; readonly shiftMs: number },
): void {
  const { timestampsMs, stepMs } = history;
  const curve = history[quantity];
  const timeAt = (index: number) => (timestampsMs[index] ?? 0) + stepMs / 2;
  for (let index = firstAt(timeAt, fromMs, from, to); index < to && timeAt(index) <= toMs; index += 1) {
    const [min, mean, max] = [curve?.min[index] ?? NaN, curve?.mean[index] ?? NaN, curve?.max[index] ?? NaN];
    push(track, timeAt(index) - shiftMs, stepMs, min, mean, max);
  }
}

function push(track: MutableTrack, timeMs: number, stepMs: number, min: number, mean: number, max: number): void {
  track.timesMs.push(timeMs);
  track.stepsMs.push(stepMs);
  track.min.push(min);
  track.mean.push(mean);
  track.max.push(max);
}

/** The first index of a range whose time is not before a moment; the range's end where there is none. */
export function firstAt(timeAt: (index: number) => number, momentMs: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeAt(middle) < momentMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a quantity was ever measured. */
export function isMeasured(pieces: readonly Piece[], quantity: keyof Telemetry & Quantity): boolean {
  return pieces.some((piece) => {
    if ("history" in piece) return piece.history[quantity] !== undefined;
    for (let index = piece.from; index < piece.to; index += 1) {
      if (piece.samples[index]?.[quantity] !== undefined) return true;
    }
    return false;
  });
}
