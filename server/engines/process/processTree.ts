import { setTimeout as delay } from "node:timers/promises";
import { readEnvironment, readProcess, readProcessTable, type ProcessInfo } from "./processTable.ts";

/** Every process of a run carries this variable, so that one that left its parent and session is still found. */
export const RUN_MARK = "JOBDECK_RUN_ID";
/** Every process started by one exec carries this one too. */
export const EXEC_MARK = "JOBDECK_EXEC_ID";
/** The supervisor of a run carries this one. */
export const SHIM_MARK = "JOBDECK_SHIM_OF";

/**
 * Assigns processes to owners: a root belongs to its owner, and so does what descends from, or shares a session with,
 * one that does; what is left over is asked for its mark.
 * @param roots owner by pid
 * @param markOf the owner that a process is marked with
 * @returns owner by pid
 */
export async function assignOwners(
  table: readonly ProcessInfo[],
  roots: ReadonlyMap<number, string>,
  markOf: (info: ProcessInfo) => Promise<string | undefined>,
): Promise<Map<number, string>> {
  const children = groupBy(table, (info) => info.parentPid);
  const sessions = groupBy(table, (info) => info.session);
  // The caller's own session is never a tree's: a supervisor or server may share it with the shell it was started from.
  sessions.delete(table.find((info) => info.pid === process.pid)?.session ?? 0);
  const owners = new Map<number, string>();

  function own(first: ProcessInfo, owner: string) {
    const queue = [first];
    for (let info = queue.pop(); info !== undefined; info = queue.pop()) {
      if (owners.has(info.pid)) continue;
      owners.set(info.pid, owner);
      queue.push(...(children.get(info.pid) ?? []), ...(sessions.get(info.session) ?? []));
    }
  }

  for (const info of table) {
    const owner = roots.get(info.pid);
    if (owner !== undefined) own(info, owner);
  }
  for (const info of table) {
    if (owners.has(info.pid)) continue;
    const owner = await markOf(info);
    if (owner !== undefined) own(info, owner);
  }
  return owners;
}

function groupBy(table: readonly ProcessInfo[], keyOf: (info: ProcessInfo) => number): Map<number, ProcessInfo[]> {
  const groups = new Map<number, ProcessInfo[]>();
  for (const info of table) {
    const group = groups.get(keyOf(info));
    if (group) group.push(info);
    else groups.set(keyOf(info), [info]);
  }
  return groups;
}

export interface TreeQuery {
  /** `NAME=value` in the environment of whatever belongs to the tree. */
  readonly marks: readonly string[];
  /**
   * Which orphans to ask for their marks, for asking costs time. A process whose parent has ended becomes the child of
   * one of that parent's ancestors; so below a living supervisor only the children of its own ancestors can be orphans.
   */
  readonly orphansOf: "caller's ancestors" | "anyone";
  /** Processes that belong to it with all that descends from them. */
  readonly roots: readonly { readonly pid: number; readonly startId: string }[];
}

/** The living processes of a tree; never the caller. */
export async function findTree(query: TreeQuery): Promise<ProcessInfo[]> {
  const table = await readProcessTable();
  const starts = new Map(query.roots.map((root) => [root.pid, root.startId]));
  const roots = table
    .filter((info) => starts.get(info.pid) === info.startId)
    .map((info) => [info.pid, "tree"] as const);
  const reapers = query.orphansOf === "anyone" ? undefined : ancestorsOf(process.pid, table);
  const owners = await assignOwners(table, new Map(roots), async (info) => {
    if (reapers && !reapers.has(info.parentPid)) return undefined;
    const environment = await readEnvironment(info.pid);
    return query.marks.some((mark) => environment.includes(mark)) ? "tree" : undefined;
  });
  return table.filter((info) => owners.has(info.pid) && !info.zombie && info.pid !== process.pid);
}

function ancestorsOf(pid: number, table: readonly ProcessInfo[]): Set<number> {
  const parents = new Map(table.map((info) => [info.pid, info.parentPid]));
  const ancestors = new Set<number>();
  for (let parent = parents.get(pid); parent && !ancestors.has(parent); parent = parents.get(parent)) {
    ancestors.add(parent);
  }
  return ancestors;
}

export interface EndOptions {
  /** Signals that ask a process to end, once each. */
  readonly ask: readonly NodeJS.Signals[];
  /** When asking is over and what is left is killed; milliseconds of `performance.now()`. May move while it goes on. */
  readonly deadlineMs: () => number;
}

const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

/**
 * Ends a tree: asks, and kills what is still there at the deadline, again and again until nothing is left, for a process
 * may start others while it is being ended. Resolves when none is left.
 */
export async function endTree(query: TreeQuery, { ask, deadlineMs }: EndOptions): Promise<void> {
  const known = new Map<number, ProcessInfo>();
  // What a job has started as another user (sudo) is that user's to end.
  const foreign = new Set<number>();
  const find = async () => {
    const tree = await findTree({ ...query, roots: [...query.roots, ...known.values()] });
    return tree.filter((info) => !foreign.has(info.pid));
  };
  for (let left = await find(); left.length > 0; left = await find()) {
    const isOver = performance.now() >= deadlineMs();
    for (const info of left) {
      const isNew = known.get(info.pid)?.startId !== info.startId;
      known.set(info.pid, info);
      const names = isOver ? (["SIGKILL"] as const) : isNew ? ask : [];
      for (const name of names) if (sendSignal(info.pid, name) === "forbidden") foreign.add(info.pid);
    }
    const waitedFor = left.filter((info) => !foreign.has(info.pid));
    await waitUntilGone(waitedFor, isOver ? () => Infinity : deadlineMs);
  }
}

/**
 * The kernel tells nobody but its parent that a process has ended, so this looks at the few that are known.
 * A process that cannot be killed yet, in a system call that hangs, is worth another look at the whole tree now and then.
 */
async function waitUntilGone(processes: readonly ProcessInfo[], deadlineMs: () => number): Promise<void> {
  const giveUpMs = performance.now() + 1000;
  for (let pauseMs = SHORTEST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const alive = await Promise.all(processes.map(isAlive));
    const nowMs = performance.now();
    if (!alive.includes(true) || nowMs >= deadlineMs() || nowMs >= giveUpMs) return;
    await delay(pauseMs);
  }
}

/** Whether that very process still runs. */
export async function isAlive(identity: { readonly pid: number; readonly startId: string }): Promise<boolean> {
  const info = await readProcess(identity.pid);
  return info !== undefined && info.startId === identity.startId && !info.zombie;
}

/** Sends a signal: `gone` when there is no such process (any more), `forbidden` when it is another user's. */
export function sendSignal(pid: number, name: NodeJS.Signals): "sent" | "gone" | "forbidden" {
  try {
    process.kill(pid, name);
    return "sent";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH") return "gone";
    if (code === "EPERM") return "forbidden";
    throw error;
  }
}
