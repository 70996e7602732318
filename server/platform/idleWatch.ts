import type { TelemetryPayload } from "../../contract/telemetry.ts";
import type { JobRecord } from "./jobRecord.ts";

/** Since when a job has done next to nothing with what it holds; milliseconds since the epoch, undefined: it works. */
export interface Idleness {
  readonly cpuSinceMs?: number;
  /** Only of jobs whose GPU is measured. */
  readonly gpuSinceMs?: number;
}

/** Watches what running jobs do, from the moment this server sees them: what was before is not known. */
export interface IdleWatch {
  /** Takes a job's samples until they end. @param current the job as it is now */
  observe(current: () => JobRecord, samples: AsyncIterable<TelemetryPayload>): Promise<void>;
  /** Only what has lasted for long enough; nothing of a job that is not running. */
  of(job: JobRecord): Idleness;
}

/** Below this share of the processors that the job holds, or of its GPU's time, it counts as idle. */
const IDLE_SHARE = 0.05;
/** A job is judged by the mean over this part of the time: a heartbeat now and then is no work. */
const STRETCHES = 10;

interface Meter {
  sinceMs: number;
  stretchStartMs: number;
  sum: number;
  count: number;
}

interface Meters {
  cpu?: Meter;
  gpu?: Meter;
}

/** @param idleAfterMs how long a job must have idled before it is said */
export function createIdleWatch(idleAfterMs: number, nowMs: () => number): IdleWatch {
  const jobs = new Map<string, Meters>();
  const stretchMs = idleAfterMs / STRETCHES;

  function take(job: JobRecord, meters: Meters, sample: TelemetryPayload): void {
    if (job.status !== "running") {
      // A suspended job does nothing because it may not.
      meters.cpu = undefined;
      meters.gpu = undefined;
      return;
    }
    const timeMs = sample.timestamp * 1000;
    meters.cpu = measure(meters.cpu, timeMs, sample.cpu / job.spec.container.resources.cpu, stretchMs);
    if (sample.gpu_duty_cycle !== undefined && sample.gpu_duty_cycle !== null) {
      meters.gpu = measure(meters.gpu, timeMs, sample.gpu_duty_cycle / 100, stretchMs);
    }
  }

  const longEnough = (meter: Meter | undefined) =>
    meter && nowMs() - meter.sinceMs >= idleAfterMs ? meter.sinceMs : undefined;

  return {
    async observe(current, samples) {
      const { id: jobId } = current();
      const meters: Meters = {};
      jobs.set(jobId, meters);
      try {
        for await (const sample of samples) take(current(), meters, sample);
      } finally {
        jobs.delete(jobId);
      }
    },
    of(job) {
      const meters = job.status === "running" ? jobs.get(job.id) : undefined;
      return { cpuSinceMs: longEnough(meters?.cpu), gpuSinceMs: longEnough(meters?.gpu) };
    },
  };
}

function measure(meter: Meter | undefined, timeMs: number, share: number, stretchMs: number): Meter {
  const current = meter ?? { sinceMs: timeMs, stretchStartMs: timeMs, sum: 0, count: 0 };
  current.sum += share;
  current.count += 1;
  if (timeMs - current.stretchStartMs < stretchMs) return current;
  const isIdle = current.sum / current.count < IDLE_SHARE;
  return { sinceMs: isIdle ? current.sinceMs : timeMs, stretchStartMs: timeMs, sum: 0, count: 0 };
}
