import type { Logger } from "pino";
import type { Engine, Handle, StartProgress } from "../engines/engine.ts";
import type { Clock } from "./clock.ts";
import { withTransition, type JobRecord, type RunRecord, type StopReason, type Transition } from "./jobRecord.ts";
import type { RunMaterials } from "./materials.ts";
import type { Scheduler } from "./scheduler.ts";
import type { JobStore } from "./store/jobs.ts";

/** A job that is not finished, and what its driver listens to. */
export interface LiveJob {
  /** As it is stored. */
  record: JobRecord;
  /** Aborted once `record.stopReason` is stored: end the job. */
  readonly stop: AbortController;
  /** Aborted when the server stops: leave the job as it is. */
  readonly detach: AbortController;
  cancelLifeSpan: () => void;
}

/** What driving jobs needs. */
export interface RunnerDeps {
  readonly engine: Engine;
  readonly store: JobStore;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told after every change of a job. */
  changed(jobId: string): void;
  /** The platform's own variables for a job. */
  environmentOf(job: JobRecord): Readonly<Record<string, string>>;
  /** What the job is given besides, as it is now. @throws MissingMaterial */
  materialsOf(job: JobRecord): RunMaterials;
  /** What a start that takes long is doing at this moment, to be shown and then forgotten: undefined once it is over. */
  starting(jobId: string, progress: StartProgress | undefined): void;
  /**
   * Finds a run that an earlier server started without living to note its handle, once the engine can tell. Rejects with
   * the signal's reason when aborted before.
   */
  findRun(runId: string, signal: AbortSignal): Promise<Handle | undefined>;
}

export function createLiveJob(record: JobRecord): LiveJob {
  const live: LiveJob = {
    record,
    stop: new AbortController(),
    detach: new AbortController(),
    cancelLifeSpan: () => undefined,
  };
  if (record.stopReason !== undefined) live.stop.abort();
  return live;
}

/** Stores a job's new state, and in the same transaction a run of it, then tells who waits for changes. */
export function commit(live: LiveJob, record: JobRecord, deps: RunnerDeps, run?: RunRecord): void {
  deps.store.save(record, run);
  live.record = record;
  deps.changed(record.id);
}

/** Stores a job's last transition. */
export function finish(live: LiveJob, transition: Transition, deps: RunnerDeps): void {
  const next = withTransition(live.record, transition);
  commit(live, { ...next, gpus: undefined, materialized: false, restartAtMs: undefined }, deps);
}

/** Stores that a job is to end; its driver does the rest. Does nothing when it is ending already. */
export function requestStop(live: LiveJob, reason: StopReason, deps: RunnerDeps): void {
  if (live.record.stopReason !== undefined) return;
  commit(live, { ...live.record, stopReason: reason }, deps);
  live.stop.abort();
}

/** Sets the alarm for the end of a job's life span, from the stored start, so that it survives restarts; a suspended job has none. */
export function armLifeSpan(live: LiveJob, deps: RunnerDeps): void {
  live.cancelLifeSpan();
  const { status, startedAtMs, lifeSpanMinutes, suspendedMs = 0 } = live.record;
  if (
    status === "suspended" ||
    startedAtMs === undefined ||
    lifeSpanMinutes === undefined ||
    live.detach.signal.aborted
  )
    return;
  const endMs = startedAtMs + lifeSpanMinutes * 60_000 + suspendedMs;
  live.cancelLifeSpan = deps.clock.at(endMs, () => requestStop(live, "LifeSpanEnded", deps));
}
