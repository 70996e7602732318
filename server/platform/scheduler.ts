import { PRIORITIES } from "../../contract/job.ts";
import type { Clock } from "./clock.ts";
import type { JobsQuota } from "./jobsQuota.ts";
import type { Ledger } from "./ledger.ts";
import { REASON } from "./reasons.ts";
import { createTurns, TURN_MS, type Candidate, type Waiting } from "./turns.ts";

/** What a job waits for. */
export interface WaitingFor {
  /** Where it differs from the one that is stored. */
  readonly reason?: string;
  readonly description: string;
}

/** Decides which waiting job starts next. */
export interface Scheduler {
  /** Resolves with the GPU indexes once the job may run; rejects with the signal's reason when aborted before. */
  admit(candidate: Candidate, signal: AbortSignal): Promise<readonly number[]>;
  /** Notes what a job that runs already holds, and since when. */
  restore(candidate: Candidate, gpus: readonly number[], sinceMs: number): void;
  /** Gives back what a job that is over holds; waiting ones may start. */
  release(id: string): void;
  /** Ids of the jobs that wait, first in line first. */
  line(): readonly string[];
  /** Starts what fits, where there may be more in all than before. */
  lookAgain(): void;
  /** What a job still waits for; undefined when it does not wait or is about to start. */
  explain(id: string): WaitingFor | undefined;
  /**
   * From now on the job may be asked, once, to give its turn to another: {@link Scheduler.yielded} or
   * {@link Scheduler.keepTurn} must follow. @returns a function that takes that back
   */
  offerTurn(id: string, onYield: () => void): () => void;
  /** Gives back what a job holds that is suspended now. */
  yielded(id: string): void;
  /** Tells that a job goes on although it may have been asked to yield. */
  keepTurn(id: string): void;
}

export interface SchedulerDeps {
  readonly ledger: Ledger;
  readonly quota: JobsQuota;
  readonly clock: Clock;
  /** Half a minute when left out. */
  readonly turnMs?: number;
}

/** How long a job that does not fit lets others pass before it keeps its place. */
const OVERTAKING_PATIENCE_MS = 60_000;

const WAITING_ITS_TURN = "Waiting its turn: a job before it in line needs more than is free.";

/**
 * Jobs are in line by priority, then by how long they wait. A job that does not fit lets later ones pass, so that nothing
 * lies idle; once it has waited for {@link OVERTAKING_PATIENCE_MS} nobody passes it any more, so that a big one is not
 * starved by a stream of small ones. A job that can never fit, or whose owner's quota is used up, blocks nobody.
 * Among jobs that take turns, one that has waited for a turn's length gets the place of those that have run the longest.
 */
export function createScheduler({ ledger, quota, clock, turnMs = TURN_MS }: SchedulerDeps): Scheduler {
  const line: Waiting[] = [];
  const byId = new Map<string, Waiting>();
  const turns = createTurns({ ledger, clock, turnMs, putBack: join });
  let planned = false;
  let cancelAlarm = () => {};

  /** One pass for everything that happens in this turn, so that jobs which come together start by rank, not by call. */
  function plan(): void {
    if (planned) return;
    planned = true;
    queueMicrotask(() => {
      planned = false;
      cancelAlarm();
      if (turns.isUnderWay()) return;
      startWhatFits();
      passOnTurn();
      const dueMs = turns.nextDueMs(line);
      cancelAlarm = dueMs === undefined ? () => {} : clock.at(dueMs, plan);
    });
  }

  const isAdmitted = ({ id, owner }: Waiting) => quota.admits(id, owner);

  function startWhatFits(): void {
    for (const waiting of [...line]) {
      if (!isAdmitted(waiting)) continue;
      const gpus = ledger.take(waiting.id, waiting.demand);
      if (gpus) {
        leave(waiting);
        quota.enter(waiting.id, waiting.owner);
        turns.hold(waiting, gpus, clock.now());
        waiting.resolve(gpus);
      } else if (keepsItsPlace(waiting)) {
        return;
      }
    }
  }

  function passOnTurn(): void {
    let isPassing = false;
    for (const waiting of line) {
      if (turns.isDue(waiting) && isAdmitted(waiting) && turns.begin(waiting, isPassing)) {
        leave(waiting);
        quota.enter(waiting.id, waiting.owner);
        return;
      }
      isPassing ||= keepsItsPlace(waiting);
    }
  }

  function keepsItsPlace(waiting: Waiting): boolean {
    const hasWaitedLong = clock.now() - waiting.waitingSinceMs >= OVERTAKING_PATIENCE_MS;
    return hasWaitedLong && isAdmitted(waiting) && ledger.impossible(waiting.demand) === undefined;
  }

  function join(waiting: Waiting): void {
    line.splice(placeOf(line, waiting), 0, waiting);
    byId.set(waiting.id, waiting);
  }

  function leave(waiting: Waiting): void {
    const index = line.indexOf(waiting);
    if (index >= 0) line.splice(index, 1);
    byId.delete(waiting.id);
  }

  function giveBack(id: string): void {
    ledger.release(id);
    turns.letGo(id);
    plan();
  }

  return {
    admit(candidate, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const onAbort = () => {
          leave(waiting);
          turns.abandon(waiting.id);
          // Who gives up may have kept its place before others.
          plan();
          reject(signal.reason as Error);
        };
        const waiting: Waiting = {
          ...candidate,
          resolve(gpus) {
            signal.removeEventListener("abort", onAbort);
            resolve(gpus);
          },
        };
        signal.addEventListener("abort", onAbort, { once: true });
        join(waiting);
        plan();
      });
    },
    restore(candidate, gpus, sinceMs) {
      ledger.restore(candidate.id, candidate.demand, gpus);
      turns.hold(candidate, gpus, sinceMs);
    },
    release(id) {
      quota.leave(id);
      giveBack(id);
    },
    line: () => line.map(({ id }) => id),
    lookAgain: plan,
    explain(id) {
      const waiting = byId.get(id);
      if (!waiting) return undefined;
      const { demand, owner } = waiting;
      const never = ledger.impossible(demand);
      if (never !== undefined) return { description: never };
      if (!isAdmitted(waiting)) {
        return { reason: REASON.quotaExhausted, description: `Waiting for the jobs quota: ${quota.describe(owner)}.` };
      }
      const description = ledger.missing(demand) ?? (line.some(keepsItsPlace) ? WAITING_ITS_TURN : undefined);
      return description === undefined ? undefined : { description };
    },
    offerTurn(id, onYield) {
      const takeBack = turns.offer(id, onYield);
      plan();
      return takeBack;
    },
    yielded: giveBack,
    keepTurn(id) {
      turns.keep(id);
      plan();
    },
  };
}

/** Where a job belongs in line: after everyone who goes first. */
function placeOf(line: readonly Waiting[], newcomer: Waiting): number {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = line[middle];
    if (other && goesFirst(other, newcomer)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function goesFirst(a: Candidate, b: Candidate): boolean {
  const byPriority = PRIORITIES.indexOf(b.priority) - PRIORITIES.indexOf(a.priority);
  if (byPriority !== 0) return byPriority < 0;
  if (a.waitingSinceMs !== b.waitingSinceMs) return a.waitingSinceMs < b.waitingSinceMs;
  return a.id < b.id;
}
