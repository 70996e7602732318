import type { Telemetry } from "../../../contract/telemetry.ts";
import type { TelemetryHistory } from "../../../contract/telemetryHistory.ts";

/** A sample; one that was not seen but read back from the platform is the mean of the second that it begins. */
export interface KnownSample extends Telemetry {
  readonly isKept?: true;
}

/** Samples come about once a second: a pause of more than this is a time of which nothing is known. */
const LONGEST_PAUSE_MS = 3500;

/** How far apart two neighbours may be, in milliseconds, before there is a gap between them. */
export function gapMs(stepMs: number): number {
  return Math.max(LONGEST_PAUSE_MS, stepMs * 1.5);
}

/** Some of what is known, in one run: steps of a history, or samples, from the first index up to but without the last. */
export type Piece =
  | { readonly history: TelemetryHistory; readonly from: number; readonly to: number }
  | { readonly samples: readonly KnownSample[]; readonly from: number; readonly to: number };

/**
 * What the platform has kept, and what was seen live, as one: where samples are they are taken, and the kept steps fill
 * the time before, between and after them. A moment that both know is there once.
 * @param samples oldest first
 * @returns oldest first
 */
export function joinTelemetry(history: TelemetryHistory | undefined, samples: readonly KnownSample[]): Piece[] {
  const pieces: Piece[] = [];
  let step = 0;
  const fill = (fromMs: number, toMs: number) => {
    if (!history) return;
    const { timestampsMs, stepMs } = history;
    while (step < timestampsMs.length && (timestampsMs[step] ?? 0) <= fromMs) step += 1;
    const from = step;
    while (step < timestampsMs.length && (timestampsMs[step] ?? 0) + stepMs <= toMs) step += 1;
    if (step > from) pieces.push({ history, from, to: step });
  };
  let lastMs = -Infinity;
  let start = 0;
  samples.forEach(({ timestampMs }, index) => {
    if (timestampMs - lastMs > LONGEST_PAUSE_MS) {
      if (index > start) pieces.push({ samples, from: start, to: index });
      start = index;
      fill(lastMs, timestampMs);
    }
    lastMs = timestampMs;
  });
  if (samples.length > start) pieces.push({ samples, from: start, to: samples.length });
  fill(lastMs, Infinity);
  return pieces;
}

/** The one-second steps of a history as samples, in the places that {@link joinTelemetry} gives them; others are left out. */
export function samplesOf(pieces: readonly Piece[]): KnownSample[] {
  return pieces.flatMap((piece) => {
    if ("samples" in piece) return piece.samples.slice(piece.from, piece.to);
    return piece.history.stepMs > 1000 ? [] : meansOf(piece.history, piece.from, piece.to);
  });
}

function meansOf(history: TelemetryHistory, from: number, to: number): KnownSample[] {
  const found: KnownSample[] = [];
  for (let index = from; index < to; index += 1) {
    const [cpu, memoryBytes] = [history.cpu.mean[index], history.memoryBytes.mean[index]];
    if (cpu === undefined || cpu === null || memoryBytes === undefined || memoryBytes === null) continue;
    found.push({
      ...{ timestampMs: history.timestampsMs[index] ?? 0, cpu, memoryBytes },
      gpuDutyPercent: history.gpuDutyPercent?.mean[index] ?? undefined,
      gpuMemoryBytes: history.gpuMemoryBytes?.mean[index] ?? undefined,
      isKept: true,
    });
  }
  return found;
}
