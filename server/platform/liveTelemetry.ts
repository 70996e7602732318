import type { TelemetryPayload } from "../../contract/telemetry.ts";
import type { TopPastPayload } from "../../contract/topMany.ts";
import { QUANTITIES, type Quantity } from "./history/chunk.ts";

/** What is measured of live jobs, shared by all who look at many of them: each job is measured once. */
export interface LiveTelemetry {
  /** Passes a job's samples on, to those who listen and to who reads them. */
  record(jobId: string, samples: AsyncIterable<TelemetryPayload>): AsyncGenerator<TelemetryPayload, void>;
  /** The last minutes of a live job, the highest value of each step; undefined when nothing was measured. */
  past(jobId: string): TopPastPayload | undefined;
  /** Told of every sample of every live job. @returns what ends that */
  listen(listener: (jobId: string, sample: TelemetryPayload) => void): () => void;
}

const STEP_SECONDS = 5;
/** Five minutes. */
const STEPS = 60;

/** The highest values of the last steps; a step's place is its number modulo their count. */
interface Past {
  lastStep: number;
  readonly peaks: Readonly<Record<Quantity, Float64Array>>;
}

export function createLiveTelemetry(): LiveTelemetry {
  const pasts = new Map<string, Past>();
  const listeners = new Set<(jobId: string, sample: TelemetryPayload) => void>();
  return {
    async *record(jobId, samples) {
      const past = emptyPast();
      pasts.set(jobId, past);
      try {
        for await (const sample of samples) {
          note(past, sample);
          for (const listener of listeners) listener(jobId, sample);
          yield sample;
        }
      } finally {
        pasts.delete(jobId);
      }
    },
    past(jobId) {
      const past = pasts.get(jobId);
      return past && past.lastStep >= 0 ? pastPayload(past) : undefined;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function emptyPast(): Past {
  const nothing = () => new Float64Array(STEPS).fill(NaN);
  return {
    lastStep: -1,
    peaks: { cpu: nothing(), memory_bytes: nothing(), gpu_duty_cycle: nothing(), gpu_memory_bytes: nothing() },
  };
}

function note(past: Past, sample: TelemetryPayload): void {
  const step = Math.floor(sample.timestamp / STEP_SECONDS);
  if (past.lastStep < 0) past.lastStep = step - 1;
  for (; past.lastStep < step; past.lastStep += 1) {
    // A pause longer than all that is kept has no more to forget.
    if (step - past.lastStep > STEPS) past.lastStep = step - STEPS;
    for (const quantity of QUANTITIES) past.peaks[quantity][(past.lastStep + 1) % STEPS] = NaN;
  }
  for (const quantity of QUANTITIES) {
    const [value, peaks] = [sample[quantity], past.peaks[quantity]];
    if (value === undefined || value === null) continue;
    const peak = peaks[step % STEPS] ?? NaN;
    peaks[step % STEPS] = Number.isNaN(peak) ? value : Math.max(peak, value);
  }
}

function pastPayload({ lastStep, peaks }: Past): TopPastPayload {
  const firstStep = lastStep - STEPS + 1;
  const inOrder = (quantity: Quantity) =>
    Array.from({ length: STEPS }, (_, index) => {
      const value = peaks[quantity][(firstStep + index) % STEPS] ?? NaN;
      return Number.isNaN(value) ? null : value;
    });
  const gpu = (quantity: Quantity) => {
    const values = inOrder(quantity);
    return values.every((value) => value === null) ? undefined : values;
  };
  return {
    step: STEP_SECONDS,
    start: firstStep * STEP_SECONDS,
    cpu: inOrder("cpu"),
    memory_bytes: inOrder("memory_bytes"),
    gpu_duty_cycle: gpu("gpu_duty_cycle"),
    gpu_memory_bytes: gpu("gpu_memory_bytes"),
  };
}
