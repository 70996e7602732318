import { setInterval } from "node:timers";
import type { Logger } from "pino";
import type { Curve } from "../../../contract/measured.ts";
import type { TelemetryHistoryPayload } from "../../../contract/telemetryHistory.ts";
import type { TelemetryPayload } from "../../../contract/telemetry.ts";
import type { TelemetryStore } from "../store/telemetry.ts";
import { decodeChunk, QUANTITIES, type Extent, type Quantity, type StepValues } from "./chunk.ts";
import { createGrouping } from "./grouping.ts";
import { chunkSeconds, groupFor, levelFor, LEVELS } from "./levels.ts";
import { createRecorder, type Recorder } from "./recorder.ts";

/** How much a crash may lose. */
const FLUSH_MS = 10_000;

/** A span of time, in seconds since the epoch, and in how many steps it is wanted at most. */
export interface HistoryRequest {
  readonly sinceS: number;
  readonly untilS: number;
  readonly maxSteps: number;
}

/** What jobs used, kept while they run and after; bounded by age. */
export interface TelemetryLog {
  /** Records a job's samples as they pass through. */
  record(jobId: string, samples: AsyncIterable<TelemetryPayload>): AsyncGenerator<TelemetryPayload, void>;
  read(jobId: string, request: HistoryRequest): TelemetryHistoryPayload;
  /** Writes what is not yet written and stops. */
  close(): void;
}

export function createTelemetryLog(store: TelemetryStore, log: Logger, nowMs: () => number): TelemetryLog {
  const recorders = new Map<string, Recorder>();

  function flush(): void {
    const chunks = [...recorders.values()].flatMap((recorder) => recorder.flush());
    if (chunks.length > 0) store.save(chunks);
  }

  function prune(): void {
    for (const level of LEVELS) {
      store.prune(level.stepSeconds, nowMs() / 1000 - level.keptSeconds - chunkSeconds(level));
    }
  }

  const timer = setInterval(() => {
    try {
      flush();
      prune();
    } catch (error) {
      log.error({ err: error }, "telemetry could not be written");
    }
  }, FLUSH_MS);
  timer.unref();

  return {
    async *record(jobId, samples) {
      const recorder = createRecorder(jobId, store);
      recorders.set(jobId, recorder);
      try {
        for await (const sample of samples) {
          recorder.take(sample);
          yield sample;
        }
      } finally {
        recorders.delete(jobId);
        store.save(recorder.flush());
      }
    },
    read(jobId, { sinceS, untilS, maxSteps }) {
      store.save(recorders.get(jobId)?.flush() ?? []);
      const level = levelFor(sinceS, untilS, nowMs() / 1000, maxSteps);
      const group = groupFor(sinceS, untilS, level, maxSteps);
      const steps = createGrouping(level.stepSeconds * group);
      for (const { startS, data } of store.read(jobId, level.stepSeconds, sinceS - chunkSeconds(level), untilS)) {
        for (const [index, values] of decodeChunk(data).entries()) {
          const timeS = startS + index * level.stepSeconds;
          if (values && timeS + level.stepSeconds > sinceS && timeS <= untilS) steps.add(timeS, values);
        }
      }
      const groups = steps.groups();
      return {
        step: level.stepSeconds * group,
        timestamps: groups.map(({ timeS }) => timeS),
        ...(curvesOf(groups.map(({ values }) => values)) as Pick<TelemetryHistoryPayload, Quantity>),
      };
    },
    close() {
      clearInterval(timer);
      flush();
    },
  };
}

/** CPU and memory are always there; a GPU's curves only where one was measured. */
function curvesOf(steps: readonly StepValues[]): Partial<Record<Quantity, Curve>> {
  const curves: Partial<Record<Quantity, Curve>> = {};
  for (const quantity of QUANTITIES) {
    const isGpu = quantity.startsWith("gpu");
    if (isGpu && !steps.some((step) => step[quantity])) continue;
    const curve = (part: keyof Extent) =>
      steps.map((step) => {
        const value = step[quantity]?.[part];
        return value === undefined ? null : written(quantity, value);
      });
    curves[quantity] = { min: curve("min"), mean: curve("mean"), max: curve("max") };
  }
  return curves;
}

/** Pieces hold seven digits: whole bytes, and millionths of everything else, are all that is known. */
function written(quantity: Quantity, value: number): number {
  return quantity.endsWith("bytes") ? Math.round(value) : Math.round(value * 1e6) / 1e6;
}
