import { EngineError, type Handle, type RunSpec } from "../engines/engine.ts";
import { until } from "./clock.ts";
import { withTransition, type RunRecord } from "./jobRecord.ts";
import { armLifeSpan, commit, type LiveJob, type RunnerDeps } from "./liveJob.ts";
import { REASON } from "./reasons.ts";
import type { Outcome } from "./restarts.ts";
import { MissingMaterial } from "./materials.ts";
import { runSpecOf } from "./runSpec.ts";
import { awaitTurn, offerTurn, tryToResume, yieldTurn } from "./suspension.ts";
import { unlessAborted } from "./unlessAborted.ts";
import { RETRY_MS } from "./whenThere.ts";

/** How long a job may tidy up after it was asked to end. */
const STOP_GRACE_MS = 10_000;

/**
 * Executes the job's latest attempt from wherever it is: not yet started, running, suspended, or ended while no server
 * was there.
 * @returns undefined when the server stops; the attempt goes on without it
 */
export async function executeAttempt(live: LiveJob, deps: RunnerDeps): Promise<Outcome | undefined> {
  const run = deps.store.runOf(live.record.id);
  if (!run) throw new Error(`Job '${live.record.id}' holds resources but has no run.`);
  if (run.handle) {
    // The server may have died between suspending a run and noting it, or between noting that it goes on and doing so.
    const mayStandStill = live.record.spec.schedulerEnabled && live.record.status === "running";
    if (mayStandStill) await tryToResume(live, run.handle, deps);
    return watch(live, run.handle, deps);
  }
  let handle: Handle | undefined;
  try {
    handle = await startWhenThere(live, run, deps);
  } catch (error) {
    if (live.stop.signal.aborted) return { kind: "stopped", timeMs: deps.clock.now() };
    if (live.detach.signal.aborted) return undefined;
    const reason = error instanceof EngineError ? error.reason : undefined;
    return { kind: "refused", message: refusalOf(error, run, deps), reason, timeMs: deps.clock.now() };
  } finally {
    deps.starting(live.record.id, undefined);
  }
  if (!handle) return { kind: "stopped", timeMs: deps.clock.now() };
  await noteStart(live, { ...run, handle }, handle, deps);
  return watch(live, handle, deps);
}

/** Starts the run, and waits where the engine is away: that is no fault of the job. Rejects when that is interrupted. */
async function startWhenThere(live: LiveJob, run: RunRecord, deps: RunnerDeps): Promise<Handle | undefined> {
  const interrupted = AbortSignal.any([live.stop.signal, live.detach.signal]);
  for (;;) {
    try {
      return await startOrFind(live, run, deps);
    } catch (error) {
      const health = deps.engine.health?.current();
      const isAway = error instanceof EngineError && error.kind === "unavailable" && health?.state === "away";
      if (!isAway || interrupted.aborted) throw error;
      const description = `${health.message} The job starts once it is back.`;
      deps.starting(live.record.id, { reason: REASON.scheduling, description });
    }
    await until(deps.clock, deps.clock.now() + RETRY_MS, interrupted);
  }
}

/** A job that is to end is not started any more, but an earlier server may have started it. */
async function startOrFind(live: LiveJob, run: RunRecord, deps: RunnerDeps): Promise<Handle | undefined> {
  if (live.stop.signal.aborted) return deps.findRun(run.runId, live.detach.signal);
  let spec: RunSpec;
  try {
    spec = runSpecOf(live.record, run, deps.environmentOf(live.record), deps.materialsOf(live.record));
  } catch (error) {
    // What is gone now was there when an earlier server started the run.
    const found = error instanceof MissingMaterial ? await deps.findRun(run.runId, live.detach.signal) : undefined;
    if (found) return found;
    throw error;
  }
  const { id } = live.record;
  const signal = AbortSignal.any([live.stop.signal, live.detach.signal]);
  return deps.engine.start(spec, { signal, onProgress: (progress) => deps.starting(id, progress) });
}

function refusalOf(error: unknown, run: RunRecord, deps: RunnerDeps): string {
  if (error instanceof EngineError) return error.message;
  if (error instanceof MissingMaterial) return `The job could not be started: ${error.message}.`;
  deps.log.error({ err: error, runId: run.runId }, "a run could not be started");
  return "The engine failed; the server's log says why.";
}

async function noteStart(live: LiveJob, run: RunRecord, handle: Handle, deps: RunnerDeps): Promise<void> {
  const startedAtMs = await startTimeOf(handle, deps);
  const { record } = live;
  const runs = startedAtMs !== undefined && record.stopReason === undefined;
  commit(live, runs ? withTransition(record, { status: "running", timeMs: startedAtMs }) : record, deps, run);
  armLifeSpan(live, deps);
}

/** When a run began; undefined when it never did. */
async function startTimeOf(handle: Handle, deps: RunnerDeps): Promise<number | undefined> {
  try {
    const state = await deps.engine.inspect(handle);
    if (state.state === "lost") return undefined;
    return state.state === "ended" && state.reason === REASON.containerCannotRun ? undefined : state.startedAtMs;
  } catch (error) {
    deps.log.warn({ err: error }, "a run could not be inspected");
    return deps.clock.now();
  }
}

async function watch(live: LiveJob, handle: Handle, deps: RunnerDeps): Promise<Outcome | undefined> {
  const interrupted = AbortSignal.any([live.stop.signal, live.detach.signal]);
  const ended = (signal: AbortSignal) => waitForEnd(handle, deps, signal);
  while (!interrupted.aborted) {
    const isSuspended = live.record.status === "suspended";
    const outcome = isSuspended
      ? await awaitTurn(live, handle, deps, ended)
      : await runUntilAsked(live, handle, deps, ended);
    if (outcome) return outcome;
  }
  deps.scheduler.keepTurn(live.record.id);
  return live.detach.signal.aborted ? undefined : stop(live, handle, deps);
}

/** Watches a run until it ends, or until it has given its turn to another job. */
async function runUntilAsked(
  live: LiveJob,
  handle: Handle,
  deps: RunnerDeps,
  ended: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome | undefined> {
  const { asked, withdraw } = offerTurn(live, deps);
  const signal = AbortSignal.any([live.stop.signal, live.detach.signal, asked]);
  try {
    const outcome = await ended(signal);
    deps.scheduler.keepTurn(live.record.id);
    return outcome;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    withdraw();
  }
  if (!live.stop.signal.aborted && !live.detach.signal.aborted) await yieldTurn(live, handle, deps);
  return undefined;
}

/** Rejects only when aborted: an engine that does not answer is asked again. */
async function waitForEnd(handle: Handle, deps: RunnerDeps, signal: AbortSignal): Promise<Outcome> {
  for (;;) {
    try {
      return { kind: "ended", end: await deps.engine.wait(handle, signal) };
    } catch (error) {
      signal.throwIfAborted();
      deps.log.debug({ err: error }, "a run could not be watched");
    }
    const outcome = await lookAfterFailure(handle, deps);
    if (outcome) return outcome;
    await until(deps.clock, deps.clock.now() + RETRY_MS, signal);
  }
}

async function lookAfterFailure(handle: Handle, deps: RunnerDeps): Promise<Outcome | undefined> {
  try {
    const state = await deps.engine.inspect(handle);
    if (state.state === "ended") return { kind: "ended", end: state };
    if (state.state === "running") return undefined;
    await deps.engine.stop(handle, 0);
    return { kind: "lost", timeMs: deps.clock.now(), message: state.message };
  } catch (error) {
    deps.log.warn({ err: error }, "a run could not be inspected");
    return undefined;
  }
}

async function stop(live: LiveJob, handle: Handle, deps: RunnerDeps): Promise<Outcome | undefined> {
  const { signal } = live.detach;
  for (;;) {
    try {
      await unlessAborted(deps.engine.stop(handle, STOP_GRACE_MS), signal);
      const state = await unlessAborted(deps.engine.inspect(handle), signal);
      return { kind: "stopped", timeMs: state.state === "ended" ? state.finishedAtMs : deps.clock.now() };
    } catch (error) {
      if (!signal.aborted) deps.log.error({ err: error, jobId: live.record.id }, "a run could not be ended");
    }
    await pause(deps, signal);
    if (signal.aborted) return undefined;
  }
}

/** Waits before the engine is asked again; a stopping server cuts it short. */
async function pause(deps: RunnerDeps, signal: AbortSignal): Promise<void> {
  try {
    await until(deps.clock, deps.clock.now() + RETRY_MS, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
