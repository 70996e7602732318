import { EngineError, type Handle } from "../engines/engine.ts";
import { until } from "./clock.ts";
import { withTransition } from "./jobRecord.ts";
import { armLifeSpan, commit, type LiveJob, type RunnerDeps } from "./liveJob.ts";
import { candidateOf } from "./runSpec.ts";
import type { Outcome } from "./restarts.ts";

/** How soon an engine that could not let a run go on is asked again. */
const RETRY_MS = 1_000;

const SUSPENDED_DESCRIPTION = "Suspended so that another job has its turn.";

/**
 * Offers the job's turn to others, if its kind takes turns and its engine can suspend it.
 * @returns a signal that aborts once the job is to yield, and a function that ends the offer
 */
export function offerTurn({ record }: LiveJob, deps: RunnerDeps): { asked: AbortSignal; withdraw: () => void } {
  const asked = new AbortController();
  const canYield = record.spec.schedulerEnabled && deps.engine.suspend !== undefined;
  const withdraw = canYield ? deps.scheduler.offerTurn(record.id, () => asked.abort()) : () => {};
  return { asked: asked.signal, withdraw };
}

/** Suspends the job's run and gives its resources back. A run that cannot be suspended goes on. */
export async function yieldTurn(live: LiveJob, handle: Handle, deps: RunnerDeps): Promise<void> {
  const { id } = live.record;
  try {
    await deps.engine.suspend?.(handle);
  } catch (error) {
    deps.log.warn({ err: error, jobId: id }, "a job could not be suspended");
    deps.scheduler.keepTurn(id);
    return;
  }
  // Who is to end is ended at once, suspended or not.
  if (live.stop.signal.aborted) return;
  const suspended = { status: "suspended", timeMs: deps.clock.now(), description: SUSPENDED_DESCRIPTION } as const;
  commit(live, withTransition(live.record, suspended), deps);
  armLifeSpan(live, deps);
  deps.scheduler.yielded(id);
}

/**
 * Waits until the suspended job has its turn again and lets its run go on.
 * @param ended how the run ends, which it may do while it is suspended: somebody kills it
 * @returns how it ended; undefined when it goes on, or is to end, or the server stops
 */
export async function awaitTurn(
  live: LiveJob,
  handle: Handle,
  deps: RunnerDeps,
  ended: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome | undefined> {
  const over = new AbortController();
  const signal = AbortSignal.any([live.stop.signal, live.detach.signal, over.signal]);
  const turn = deps.scheduler.admit(candidateOf(live.record), signal).then((gpus) => ({ gpus }));
  // A job that is started again after its end needs its turn for that, so it learns of the end when it has it.
  const end = live.record.spec.restartPolicy === "never" ? [ended(signal).then((outcome) => ({ outcome }))] : [];
  try {
    const first = await Promise.race([turn, ...end]);
    if ("outcome" in first) return first.outcome;
    commit(live, withTransition(live.record, { status: "running", timeMs: deps.clock.now() }), deps);
    armLifeSpan(live, deps);
    await resumeRun(live, handle, deps);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    over.abort();
    await Promise.allSettled([turn, ...end]);
  }
  return undefined;
}

/** Tries until the run goes on, or is to end, or the server stops. */
async function resumeRun(live: LiveJob, handle: Handle, deps: RunnerDeps): Promise<void> {
  const signal = AbortSignal.any([live.stop.signal, live.detach.signal]);
  while (!signal.aborted && !(await tryToResume(live, handle, deps))) {
    // Rejects only when aborted, which the loop looks at.
    await until(deps.clock, deps.clock.now() + RETRY_MS, signal).catch(() => undefined);
  }
}

/** Lets the run of a job that has its turn go on; one that does so already is left alone. @returns whether that is done */
export async function tryToResume(live: LiveJob, handle: Handle, deps: RunnerDeps): Promise<boolean> {
  try {
    await deps.engine.resume?.(handle);
    return true;
  } catch (error) {
    // That it has ended is found out by who watches it.
    if (error instanceof EngineError && (error.kind === "conflict" || error.kind === "not_found")) return true;
    deps.log.warn({ err: error, jobId: live.record.id }, "a suspended job could not be resumed");
    return false;
  }
}
