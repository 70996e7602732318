import type { Telemetry } from "../../../contract/telemetry.ts";
import type { KnownSample, Piece } from "./joinTelemetry.ts";

/** What is measured, by its name in samples and histories. */
export type Quantity = "cpu" | "memoryBytes" | "gpuDutyPercent" | "gpuMemoryBytes";

/**
 * One quantity over time, oldest first; all arrays have the same length. A sample has no length and one value; a kept
 * step has the lowest, mean and highest of its time, and stands in its middle. What was not measured is NaN.
 */
export interface Track {
  readonly timesMs: Float64Array;
  /** How much time each value speaks for; 0 for a sample. */
  readonly stepsMs: Float64Array;
  /** The same array as `mean` where there are only samples, and `max` likewise. */
  readonly min: Float64Array;
  readonly mean: Float64Array;
  readonly max: Float64Array;
}

/** A track while it is put together; its arrays have room for more. */
interface GrowingTrack extends Track {
  length: number;
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
  const track = roomFor(pieces);
  const cut = { fromMs: span.fromMs + shiftMs, toMs: span.toMs + shiftMs, shiftMs };
  for (const piece of pieces) {
    if ("samples" in piece) addSamples(track, piece, quantity, cut);
    else addSteps(track, piece, quantity, cut);
  }
  const { length } = track;
  const mean = track.mean.subarray(0, length);
  return {
    timesMs: track.timesMs.subarray(0, length),
    stepsMs: track.stepsMs.subarray(0, length),
    min: track.min === track.mean ? mean : track.min.subarray(0, length),
    mean,
    max: track.max === track.mean ? mean : track.max.subarray(0, length),
  };
}

function roomFor(pieces: readonly Piece[]): GrowingTrack {
  const most = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  const array = () => new Float64Array(most);
  const mean = array();
  const hasSteps = pieces.some((piece) => "history" in piece);
  const [min, max] = hasSteps ? [array(), array()] : [mean, mean];
  return { timesMs: array(), stepsMs: array(), min, mean, max, length: 0 };
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

/** A part of the time that is known, and what is taken from it. */
interface Cut {
  readonly fromMs: number;
  readonly toMs: number;
  readonly shiftMs: number;
}

function addSamples(
  track: GrowingTrack,
  { samples, from, to }: Extract<Piece, { readonly samples: unknown }>,
  quantity: Quantity,
  { fromMs, toMs, shiftMs }: Cut,
): void {
  const { timesMs, stepsMs, min, mean, max } = track;
  for (let index = firstAt((at) => middleOf(samples[at]), fromMs, from, to); index < to; index += 1) {
    const sample = samples[index];
    const timeMs = middleOf(sample);
    if (timeMs > toMs) return;
    if (isSeenToo(sample, samples[index + 1])) continue;
    const at = track.length++;
    timesMs[at] = timeMs - shiftMs;
    stepsMs[at] = sample?.isKept ? SAMPLE_MS : 0;
    // They may be one array.
    mean[at] = min[at] = max[at] = sample?.[quantity] ?? NaN;
  }
}

function addSteps(
  track: GrowingTrack,
  { history, from, to }: Extract<Piece, { readonly history: unknown }>,
  quantity: Quantity,
  { fromMs, toMs, shiftMs }: Cut,
): void {
  const { timestampsMs, stepMs } = history;
  const curve = history[quantity];
  const timeAt = (index: number) => (timestampsMs[index] ?? 0) + stepMs / 2;
  for (let index = firstAt(timeAt, fromMs, from, to); index < to && timeAt(index) <= toMs; index += 1) {
    const at = track.length++;
    track.timesMs[at] = timeAt(index) - shiftMs;
    track.stepsMs[at] = stepMs;
    track.min[at] = curve?.min[index] ?? NaN;
    track.mean[at] = curve?.mean[index] ?? NaN;
    track.max[at] = curve?.max[index] ?? NaN;
  }
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
