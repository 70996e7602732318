import type { TelemetryPayload } from "../../contract/telemetry.ts";
import { MEBIBYTE } from "../../contract/sizes.ts";
import { isFinished } from "../../contract/status.ts";
import type { Handle, Sample } from "../engines/engine.ts";
import { until, type Clock } from "./clock.ts";
import type { JobEvents } from "./jobEvents.ts";
import type { JobStore } from "./store/jobs.ts";
import { isAway, RETRY_MS } from "./whenThere.ts";

export interface JobTelemetryDeps {
  readonly store: JobStore;
  readonly events: JobEvents;
  readonly clock: Clock;
  stats(handle: Handle, signal: AbortSignal): AsyncIterable<Sample>;
}

/**
 * A job's samples as they travel, over all its attempts to come, until it has finished; none while it waits, nor while the
 * engine is away.
 */
export async function* jobTelemetry(
  jobId: string,
  signal: AbortSignal,
  deps: JobTelemetryDeps,
): AsyncGenerator<TelemetryPayload, void> {
  let seenAttempt = -1;
  while (!signal.aborted) {
    const job = deps.store.byId(jobId);
    const run = deps.store.runOf(jobId);
    if (!job || isFinished(job.status)) return;
    if (run?.handle && run.attempt > seenAttempt) {
      try {
        for await (const sample of deps.stats(run.handle, signal)) yield telemetryPayload(sample);
        seenAttempt = run.attempt;
      } catch (error) {
        if (signal.aborted || !isAway(error)) throw error;
        await until(deps.clock, deps.clock.now() + RETRY_MS, signal);
      }
    } else {
      await deps.events.next(jobId, signal);
    }
  }
}

function telemetryPayload(sample: Sample): TelemetryPayload {
  return {
    cpu: sample.cpu,
    memory: sample.memoryBytes / MEBIBYTE,
    memory_bytes: sample.memoryBytes,
    timestamp: sample.timestampMs / 1000,
    gpu_duty_cycle: sample.gpuDutyPercent,
    gpu_memory: sample.gpuMemoryBytes === undefined ? undefined : sample.gpuMemoryBytes / MEBIBYTE,
    gpu_memory_bytes: sample.gpuMemoryBytes,
  };
}
