import { PRIORITIES, type Priority } from "../../contract/job.ts";
import type { Clock } from "./clock.ts";
import type { Demand, Ledger } from "./ledger.ts";

/** A job that waits for its resources. */
export interface Candidate {
  readonly id: string;
  readonly priority: Priority;
  readonly createdAtMs: number;
  readonly demand: Demand;
}

/** Decides which waiting job starts next. */
export interface Scheduler {
  /** Resolves with the GPU indexes once the job may start; rejects with the signal's reason when aborted before. */
  admit(candidate: Candidate, signal: AbortSignal): Promise<readonly number[]>;
  /** Notes what a job that runs already holds. */
  restore(id: string, demand: Demand, gpus: readonly number[]): void;
  /** Gives back what a job holds; waiting ones may start. */
  release(id: string): void;
  /** What a job still waits for; undefined when it does not wait or is about to start. */
  explain(id: string): string | undefined;
}

/** How long a job that does not fit lets others pass before it keeps its place. */
export const OVERTAKING_PATIENCE_MS = 60_000;

const WAITING_ITS_TURN = "Waiting its turn: a job before it in line needs more than is free.";

interface Waiting extends Candidate {
  resolve(gpus: readonly number[]): void;
}

/**
 * Jobs are in line by priority, then age. A job that does not fit lets later ones pass, so that nothing lies idle; once
 * it has waited for {@link OVERTAKING_PATIENCE_MS} nobody passes it any more, so that a big one is not starved by a
 * stream of small ones. A job that can never fit blocks nobody.
 */
export function createScheduler(ledger: Ledger, clock: Clock): Scheduler {
  const line: Waiting[] = [];
  const byId = new Map<string, Waiting>();
  let planned = false;

  /** One pass for everything that happens in this turn, so that jobs which come together start by rank, not by call. */
  function plan(): void {
    if (planned) return;
    planned = true;
    queueMicrotask(() => {
      planned = false;
      startWhatFits();
    });
  }

  function startWhatFits(): void {
    for (const waiting of [...line]) {
      const gpus = ledger.take(waiting.id, waiting.demand);
      if (gpus) {
        leave(waiting);
        waiting.resolve(gpus);
      } else if (keepsItsPlace(waiting)) {
        return;
      }
    }
  }

  function keepsItsPlace(waiting: Waiting): boolean {
    return (
      clock.now() - waiting.createdAtMs >= OVERTAKING_PATIENCE_MS && ledger.impossible(waiting.demand) === undefined
    );
  }

  function leave(waiting: Waiting): void {
    const index = line.indexOf(waiting);
    if (index >= 0) line.splice(index, 1);
    byId.delete(waiting.id);
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
        line.splice(placeOf(line, waiting), 0, waiting);
        byId.set(waiting.id, waiting);
        plan();
      });
    },
    restore: (id, demand, gpus) => ledger.restore(id, demand, gpus),
    release(id) {
      ledger.release(id);
      plan();
    },
    explain(id) {
      const waiting = byId.get(id);
      if (!waiting) return undefined;
      const lacks = ledger.impossible(waiting.demand) ?? ledger.missing(waiting.demand);
      return lacks ?? (line.some(keepsItsPlace) ? WAITING_ITS_TURN : undefined);
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
  if (a.createdAtMs !== b.createdAtMs) return a.createdAtMs < b.createdAtMs;
  return a.id < b.id;
}
