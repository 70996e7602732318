import { setTimeout as delay } from "node:timers/promises";
import type { ProcessInfo } from "../processTable.ts";
import { findTree, sendSignal, type TreeQuery } from "../processTree.ts";

/** How long the processes of a run may take to halt; one that hangs in the kernel may take longer. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 5;

/** Halts the processes of a run for a while. Calls are carried out one after the other. */
export interface Halting {
  /** Resolves true once all have halted, false when that did not come about: then all go on. */
  suspend(): Promise<boolean>;
  /** Resolves true once all may go on that were halted here. */
  resume(): Promise<boolean>;
  /** Whether they are halted, or about to be. */
  isHalted(): boolean;
  /** The run is being ended: nothing is halted any more, and what is stays so until it is ended. */
  giveUp(): void;
}

export function createHalting(query: TreeQuery): Halting {
  /** Those that were not halted before, parents first. */
  const halted = new Map<number, ProcessInfo>();
  let isWanted = false;
  let isOver = false;
  let queue: Promise<unknown> = Promise.resolve();

  const hasHalted = ({ pid, startId, stopped, hangs }: ProcessInfo) =>
    // A parent that waits for its child to become another program (vfork) waits for one that has halted itself.
    stopped || (hangs && halted.get(pid)?.startId === startId);

  /**
   * Looks again until a look finds none that moves: a process may start others until the signal has reached it. Parents
   * come first, so that no shell sees its children halt.
   */
  async function haltAll(): Promise<boolean> {
    const foreign = new Set<number>();
    const deadlineMs = performance.now() + PATIENCE_MS;
    while (!isOver && performance.now() < deadlineMs) {
      const tree = await findTree({ ...query, roots: [...query.roots, ...halted.values()] });
      const moving = parentsFirst(tree).filter((info) => !foreign.has(info.pid) && !hasHalted(info));
      if (isOver) return false;
      if (moving.length === 0) return true;
      for (const info of moving) {
        const outcome = sendSignal(info.pid, "SIGSTOP");
        if (outcome === "sent") halted.set(info.pid, info);
        // What a job has started as another user (sudo) is not ours to halt.
        if (outcome === "forbidden") foreign.add(info.pid);
      }
      await delay(PAUSE_MS);
    }
    return false;
  }

  /** Children first: a shell that goes on sees its children at work. */
  async function resumeAll(): Promise<void> {
    const tree = new Map(
      (await findTree({ ...query, roots: [...query.roots, ...halted.values()] })).map((info) => [info.pid, info]),
    );
    for (const { pid, startId } of [...halted.values()].reverse()) {
      if (tree.get(pid)?.startId === startId) sendSignal(pid, "SIGCONT");
    }
    halted.clear();
  }

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = queue.then(task);
    queue = done.catch(() => undefined);
    return done;
  }

  async function suspend(): Promise<boolean> {
    if (isOver) return false;
    isWanted = true;
    if (await haltAll()) return true;
    isWanted = false;
    // Who ends the run lets its processes go on as far as they should.
    if (!isOver) await resumeAll();
    return false;
  }

  async function resume(): Promise<boolean> {
    if (isOver) return false;
    await resumeAll();
    isWanted = false;
    return true;
  }

  return {
    suspend: () => inTurn(suspend),
    resume: () => inTurn(resume),
    isHalted: () => isWanted && !isOver,
    giveUp: () => void (isOver = true),
  };
}

function parentsFirst(tree: readonly ProcessInfo[]): ProcessInfo[] {
  const byPid = new Map(tree.map((info) => [info.pid, info]));
  const depthOf = (info: ProcessInfo): number => {
    let depth = 0;
    for (let parent = byPid.get(info.parentPid); parent && depth <= tree.length; parent = byPid.get(parent.parentPid)) {
      depth += 1;
    }
    return depth;
  };
  return [...tree].sort((a, b) => depthOf(a) - depthOf(b));
}
