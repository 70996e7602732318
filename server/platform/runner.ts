import { executeAttempt } from "./attempt.ts";
import { until } from "./clock.ts";
import { withTransition, type JobRecord, type RunRecord } from "./jobRecord.ts";
import { armLifeSpan, commit, finish, type LiveJob, type RunnerDeps } from "./liveJob.ts";
import { REASON, scheduleTimeoutTransition, stopTransition } from "./reasons.ts";
import { decide } from "./restarts.ts";
import { candidateOf } from "./runSpec.ts";

/** Brings a job from wherever it is to its end. Resolves early when the server stops. */
export async function driveJob(live: LiveJob, deps: RunnerDeps): Promise<void> {
  try {
    if (live.record.gpus === undefined && !(await occupyResources(live, deps))) return;
    armLifeSpan(live, deps);
    await driveAttempts(live, deps);
  } finally {
    live.cancelLifeSpan();
    deps.scheduler.release(live.record.id);
  }
}

/** Waits for the job's turn. @returns false when the job ended, or the server stopped, before */
async function occupyResources(live: LiveJob, deps: RunnerDeps): Promise<boolean> {
  const { spec } = live.record;
  const timeout = scheduleTimeout(live.record, deps);
  const signal = AbortSignal.any([live.stop.signal, live.detach.signal, timeout.signal]);
  try {
    const gpus = await deps.scheduler.admit(candidateOf(live.record), signal);
    const creating = { status: "pending", timeMs: deps.clock.now(), reason: REASON.containerCreating } as const;
    const next = withTransition(live.record, creating);
    commit(live, { ...next, gpus, materialized: true }, deps, attemptOf(live.record, 0));
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    if (live.record.stopReason !== undefined) {
      finish(live, stopTransition(live.record.stopReason, deps.clock.now()), deps);
    } else if (timeout.signal.aborted) {
      const seconds = spec.scheduleTimeoutSeconds ?? 0;
      finish(live, scheduleTimeoutTransition(seconds, timeout.missing(), deps.clock.now()), deps);
    }
    return false;
  } finally {
    timeout.cancel();
  }
}

/** Aborts once the job has waited for as long as it wants to; `missing` then says for what. */
function scheduleTimeout({ id, createdAtMs, spec }: JobRecord, deps: RunnerDeps) {
  const controller = new AbortController();
  let missing: string | undefined;
  const onTimeout = () => {
    missing = deps.scheduler.explain(id)?.description;
    controller.abort();
  };
  const { scheduleTimeoutSeconds } = spec;
  const cancel =
    scheduleTimeoutSeconds === undefined
      ? () => undefined
      : deps.clock.at(createdAtMs + scheduleTimeoutSeconds * 1000, onTimeout);
  return { signal: controller.signal, cancel, missing: () => missing };
}

/** Executes the job again and again until it is over. */
async function driveAttempts(live: LiveJob, deps: RunnerDeps): Promise<void> {
  for (;;) {
    if (live.record.restartAtMs === undefined) {
      const outcome = await executeAttempt(live, deps);
      if (outcome === undefined) return;
      const decision = decide(live.record, outcome);
      if (decision.kind === "finish") {
        finish(live, decision.transition, deps);
        return;
      }
      commit(live, decision.record, deps);
    }
    if (!(await waitForRestart(live, deps))) return;
  }
}

/** Waits for the back-off to pass. @returns false when the job ended, or the server stopped, meanwhile */
async function waitForRestart(live: LiveJob, deps: RunnerDeps): Promise<boolean> {
  const signal = AbortSignal.any([live.stop.signal, live.detach.signal]);
  try {
    await until(deps.clock, live.record.restartAtMs ?? 0, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    if (live.record.stopReason === undefined) return false;
    finish(live, stopTransition(live.record.stopReason, deps.clock.now()), deps);
    return false;
  }
  const restarts = live.record.restarts + 1;
  commit(live, { ...live.record, restarts, restartAtMs: undefined }, deps, attemptOf(live.record, restarts));
  return true;
}

function attemptOf(job: JobRecord, attempt: number): RunRecord {
  return { runId: `${job.id}-${attempt}`, jobId: job.id, attempt };
}
