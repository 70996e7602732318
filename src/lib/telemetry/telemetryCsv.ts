import type { Piece } from "./joinTelemetry.ts";
import { isMeasured, trackOf, type Quantity, type Track } from "./track.ts";

/** What is known of one job. */
export interface KnownRun {
  readonly jobId: string;
  readonly pieces: readonly Piece[];
  /** By how much the span is later for this job, in milliseconds. */
  readonly shiftMs?: number;
}

const COLUMNS: readonly (readonly [quantity: Quantity, name: string])[] = [
  ["cpu", "cpu_cores"],
  ["memoryBytes", "memory_bytes"],
  ["gpuDutyPercent", "gpu_duty_percent"],
  ["gpuMemoryBytes", "gpu_memory_bytes"],
];

/**
 * What is known of a span of time as comma-separated values (RFC 4180), a line a sample or kept step: whose it is, when
 * it begins, how many seconds it covers (0: a sample), then each quantity's mean, lowest and highest value as exactly as
 * it is known. Columns are the same for all jobs; a GPU's are there where one was measured.
 */
export function telemetryCsv(
  runs: readonly KnownRun[],
  span: { readonly fromMs: number; readonly toMs: number },
): string {
  const columns = COLUMNS.filter(
    ([quantity], index) => index < 2 || runs.some(({ pieces }) => isMeasured(pieces, quantity)),
  );
  const head = ["job", "time", "step_seconds", ...columns.flatMap(([, name]) => [name, `${name}_min`, `${name}_max`])];
  const lines = runs.flatMap(({ jobId, pieces, shiftMs = 0 }) => {
    const shifted = { fromMs: span.fromMs + shiftMs, toMs: span.toMs + shiftMs };
    const tracks = columns.map(([quantity]) => trackOf(pieces, quantity, shifted));
    return Array.from(tracks[0]?.timesMs ?? [], (timeMs, index) => {
      const stepMs = tracks[0]?.stepsMs[index] ?? 0;
      const beginsAt = new Date(Math.round(timeMs - stepMs / 2)).toISOString();
      return [jobId, beginsAt, stepMs / 1000, ...tracks.flatMap((track) => valuesAt(track, index))];
    });
  });
  return [head, ...lines].map((fields) => `${fields.join(",")}\r\n`).join("");
}

function valuesAt({ mean, min, max }: Track, index: number): (number | "")[] {
  return [mean, min, max].map((values) => {
    const value = values[index] ?? NaN;
    return Number.isNaN(value) ? "" : value;
  });
}
