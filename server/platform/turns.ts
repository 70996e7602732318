import { PRIORITIES, type Priority } from "../../contract/job.ts";
import type { Clock } from "./clock.ts";
import type { Demand, Ledger } from "./ledger.ts";

/** How long a job that takes turns may run while others of its kind wait, and how long they wait for it. */
export const TURN_MS = 30_000;

/** A job that waits for its resources. */
export interface Candidate {
  readonly id: string;
  readonly owner: string;
  readonly priority: Priority;
  /** Since when it waits: its creation, or when it was suspended. */
  readonly waitingSinceMs: number;
  readonly demand: Demand;
  /** Whether it may be suspended so that others of its kind can run, and is due when it has waited for long. */
  readonly takesTurns: boolean;
}

/** A candidate in line. */
export interface Waiting extends Candidate {
  resolve(gpus: readonly number[]): void;
}

interface Holder {
  readonly candidate: Candidate;
  readonly gpus: readonly number[];
  /** Begin of its turn. */
  sinceMs: number;
  /** Undefined while it cannot be suspended. */
  onYield?: () => void;
}

/** Jobs asked to yield, and who follows. The ledger shows already what will be once all have yielded. */
interface HandOver {
  /** Undefined once it has given up. */
  successor: Waiting | undefined;
  readonly gpus: readonly number[];
  readonly yielding: Set<string>;
}

/** Who holds resources, and how they pass from one job to the next. */
export interface Turns {
  /** Notes who holds resources, from when on. */
  hold(candidate: Candidate, gpus: readonly number[], sinceMs: number): void;
  /** The job holds nothing any more: it has ended, or is suspended. */
  letGo(id: string): void;
  /** The job may be asked to yield from now on. @returns a function that takes that back */
  offer(id: string, onYield: () => void): () => void;
  /** A job that was asked goes on; its successor goes back into line. */
  keep(id: string): void;
  /** Whether one hand-over is under way: nothing else may be given away until it is over. */
  isUnderWay(): boolean;
  /**
   * Lets the longest-running jobs make room for one that waits for too long.
   * @param isPassing whether others before it in line keep their place: then it gets only what those jobs held
   * @returns whether they were asked to
   */
  begin(next: Waiting, isPassing: boolean): boolean;
  /** A successor gives up. */
  abandon(id: string): void;
  /** When the next turn or the next patience is over; undefined when that would change nothing. */
  nextDueMs(line: readonly Candidate[]): number | undefined;
  /** Whether somebody who waits has done so for long enough. */
  isDue(candidate: Candidate): boolean;
}

export interface TurnsDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly turnMs: number;
  /** Takes a successor that could not follow back into line. */
  readonly putBack: (waiting: Waiting) => void;
}

export function createTurns({ ledger, clock, turnMs, putBack }: TurnsDeps): Turns {
  const holders = new Map<string, Holder>();
  let handOver: HandOver | undefined;
  const isOver = (sinceMs: number) => clock.now() - sinceMs >= turnMs;
  const restore = ({ candidate, gpus }: Holder) => ledger.restore(candidate.id, candidate.demand, gpus);
  const takesBack = ({ candidate, gpus }: Holder) => ledger.take(candidate.id, { ...candidate.demand, gpus });

  function hold(candidate: Candidate, gpus: readonly number[], sinceMs: number): void {
    holders.set(candidate.id, { candidate, gpus, sinceMs });
  }

  function settle(id: string): void {
    if (!handOver?.yielding.delete(id) || handOver.yielding.size > 0) return;
    const { successor, gpus } = handOver;
    handOver = undefined;
    if (!successor) return;
    hold(successor, gpus, clock.now());
    successor.resolve(gpus);
  }

  /** @returns who is to yield; what they hold is the next one's in the ledger then */
  function makeRoom(next: Candidate, isPassing: boolean): { gpus: readonly number[]; yielding: Holder[] } | undefined {
    const rank = PRIORITIES.indexOf(next.priority);
    const able = [...holders.values()]
      .filter(({ candidate, onYield, sinceMs }) => {
        return onYield !== undefined && isOver(sinceMs) && PRIORITIES.indexOf(candidate.priority) <= rank;
      })
      .sort((a, b) => a.sinceMs - b.sinceMs);
    const yielding: Holder[] = [];
    for (const holder of able) {
      ledger.release(holder.candidate.id);
      yielding.push(holder);
      if (isPassing && !covers(yielding, next.demand)) continue;
      const gpus = ledger.take(next.id, next.demand);
      if (!gpus) continue;
      // Who alone would not have been enough is perhaps not needed beside the others.
      return { gpus, yielding: isPassing ? yielding : yielding.reverse().filter((each) => !takesBack(each)) };
    }
    yielding.forEach(restore);
    return undefined;
  }

  return {
    hold,
    letGo(id) {
      holders.delete(id);
      settle(id);
    },
    offer(id, onYield) {
      const holder = holders.get(id);
      if (holder) holder.onYield = onYield;
      return () => {
        if (holder) holder.onYield = undefined;
      };
    },
    keep(id) {
      const holder = holders.get(id);
      if (!handOver?.yielding.has(id) || !holder) return;
      const { successor } = handOver;
      handOver.successor = undefined;
      if (successor) {
        ledger.release(successor.id);
        putBack(successor);
      }
      restore(holder);
      // It is not asked again at once.
      holder.sinceMs = clock.now();
      settle(id);
    },
    isUnderWay: () => handOver !== undefined,
    begin(next, isPassing) {
      const room = makeRoom(next, isPassing);
      if (!room) return false;
      const { gpus, yielding } = room;
      handOver = { successor: next, gpus, yielding: new Set(yielding.map(({ candidate }) => candidate.id)) };
      for (const { onYield } of yielding) onYield?.();
      return true;
    },
    abandon(id) {
      if (handOver?.successor?.id !== id) return;
      handOver.successor = undefined;
      ledger.release(id);
    },
    nextDueMs(line) {
      const waiting = line.filter(({ takesTurns }) => takesTurns).map(({ waitingSinceMs }) => waitingSinceMs);
      const running = [...holders.values()].filter(({ onYield }) => onYield).map(({ sinceMs }) => sinceMs);
      if (waiting.length === 0 || running.length === 0) return undefined;
      const due = [...waiting, ...running].map((sinceMs) => sinceMs + turnMs).filter((timeMs) => timeMs > clock.now());
      return due.length === 0 ? undefined : Math.min(...due);
    },
    isDue: ({ takesTurns, waitingSinceMs }) => takesTurns && isOver(waitingSinceMs),
  };
}

/** Whether what some jobs hold is all that another needs. */
function covers(holders: readonly Holder[], demand: Demand): boolean {
  const sum = (key: "cpu" | "memoryBytes" | "gpuCount") =>
    holders.reduce((total, { candidate }) => total + candidate.demand[key], 0);
  return (["cpu", "memoryBytes", "gpuCount"] as const).every((key) => sum(key) >= demand[key]);
}
