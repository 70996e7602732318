import type { TelemetryPayload } from "../../../contract/telemetry.ts";
import type { StoredChunk, TelemetryStore } from "../store/telemetry.ts";
import {
  decodeChunk,
  emptyChunk,
  encodeChunk,
  QUANTITIES,
  type Chunk,
  type Quantity,
  type StepValues,
} from "./chunk.ts";
import { chunkSeconds, LEVELS, type Level } from "./levels.ts";

/** Sums up a job's samples at every grain. What is not yet written lives in memory, a piece a grain at most. */
export interface Recorder {
  take(sample: TelemetryPayload): void;
  /** Writes what has changed since the last time. */
  flush(): StoredChunk[];
}

interface Sum {
  min: number;
  max: number;
  total: number;
  count: number;
}

interface Track {
  readonly level: Level;
  startS: number;
  chunk: Chunk;
  isDirty: boolean;
  stepIndex: number;
  sums: Partial<Record<Quantity, Sum>>;
}

/** @param store where pieces that an earlier server began are continued */
export function createRecorder(jobId: string, store: TelemetryStore): Recorder {
  const tracks: (Track | undefined)[] = LEVELS.map(() => undefined);
  let full: StoredChunk[] = [];

  const stored = ({ level, startS, chunk }: Track): StoredChunk => ({
    ...{ jobId, stepSeconds: level.stepSeconds, startS },
    data: encodeChunk(chunk),
  });

  /** The piece of a moment; the one before is put aside to be written. */
  function trackAt(index: number, level: Level, timeS: number): Track {
    const startS = Math.floor(timeS / chunkSeconds(level)) * chunkSeconds(level);
    const known = tracks[index];
    if (known?.startS === startS) return known;
    if (known?.isDirty) full.push(stored(known));
    const [before] = store.read(jobId, level.stepSeconds, startS, startS);
    const chunk = before ? decodeChunk(before.data) : emptyChunk();
    const track: Track = { level, startS, chunk, isDirty: false, stepIndex: -1, sums: {} };
    tracks[index] = track;
    return track;
  }

  return {
    take(sample) {
      for (const [index, level] of LEVELS.entries()) {
        const track = trackAt(index, level, sample.timestamp);
        const stepIndex = Math.floor((sample.timestamp - track.startS) / level.stepSeconds);
        if (stepIndex !== track.stepIndex) {
          track.stepIndex = stepIndex;
          track.sums = {};
        }
        addTo(track.sums, sample);
        track.chunk[stepIndex] = valuesOf(track.sums);
        track.isDirty = true;
      }
    },
    flush() {
      const chunks = full;
      full = [];
      for (const track of tracks) {
        if (!track?.isDirty) continue;
        chunks.push(stored(track));
        track.isDirty = false;
      }
      return chunks;
    },
  };
}

function addTo(sums: Partial<Record<Quantity, Sum>>, sample: TelemetryPayload): void {
  for (const quantity of QUANTITIES) {
    const value = sample[quantity];
    if (value === undefined || value === null) continue;
    const sum = (sums[quantity] ??= { min: value, max: value, total: 0, count: 0 });
    sum.min = Math.min(sum.min, value);
    sum.max = Math.max(sum.max, value);
    sum.total += value;
    sum.count += 1;
  }
}

function valuesOf(sums: Partial<Record<Quantity, Sum>>): StepValues {
  const entries = Object.entries(sums).map(([quantity, { min, max, total, count }]) => [
    quantity,
    { min, mean: total / count, max },
  ]);
  return Object.fromEntries(entries) as StepValues;
}
