import type { Sample } from "../engine.ts";
import type { GpuUse } from "../gpus.ts";
import { readMemory, type ProcessInfo } from "./processTable.ts";

/** The kernel counts time on processors in hundredths of a second: less than this says too little. */
const SHORTEST_INTERVAL_MS = 300;

/** A run's processes, and its supervisor, which inherits the processor time of those that have ended. */
export interface Tree {
  readonly shim: ProcessInfo | undefined;
  readonly processes: readonly ProcessInfo[];
}

/**
 * Cores in use between two looks. A process that has ended hands its time to its parent when that takes notice of it, so
 * the sum over the tree, with the supervisor's share, goes on; only what ended as a child of a stranger (init) is lost,
 * and must not count as negative.
 */
export function createCpuMeter() {
  let before: { readonly atMs: number; readonly uses: ReadonlyMap<number, ProcessorUse> } | undefined;

  return {
    measure(tree: Tree, atMs: number): number | undefined {
      if (before && atMs - before.atMs < SHORTEST_INTERVAL_MS) return undefined;
      const uses = processorUses(tree);
      const previous = before;
      before = { atMs, uses };
      if (!previous) return undefined;
      let usedSeconds = 0;
      for (const use of uses.values()) usedSeconds += use.seconds;
      for (const [pid, use] of previous.uses) {
        const isGone = uses.get(pid)?.startId !== use.startId;
        if (!isGone || previous.uses.has(use.parentPid)) usedSeconds -= use.seconds;
      }
      return Math.max(0, usedSeconds / ((atMs - previous.atMs) / 1000));
    },
  };
}

interface ProcessorUse {
  readonly parentPid: number;
  readonly startId: string;
  /** Of the process and its ended children; of the supervisor, which is not the job's, only theirs. */
  readonly seconds: number;
}

function processorUses({ shim, processes }: Tree): Map<number, ProcessorUse> {
  const uses = new Map<number, ProcessorUse>();
  for (const { pid, parentPid, startId, cpuSeconds, childrenCpuSeconds } of processes) {
    uses.set(pid, { parentPid, startId, seconds: cpuSeconds + childrenCpuSeconds });
  }
  if (shim) uses.set(shim.pid, { parentPid: 0, startId: shim.startId, seconds: shim.childrenCpuSeconds });
  return uses;
}

/**
 * Resident memory. What is shared (libraries, shared memory of workers) is resident in each process, and adding it up
 * would count it many times: so private memory is added up, and shared memory counts once, as much as the largest has.
 */
export function sumMemory(processes: readonly ProcessInfo[]): number {
  let privateBytes = 0;
  let largestSharedBytes = 0;
  for (const info of processes) {
    const { residentBytes, sharedBytes } = readMemory(info);
    privateBytes += residentBytes - sharedBytes;
    largestSharedBytes = Math.max(largestSharedBytes, sharedBytes);
  }
  return privateBytes + largestSharedBytes;
}

/** What of the GPUs is the tree's: its memory, and how busy the GPUs are that it uses. */
export function gpuShare(processes: readonly ProcessInfo[], use: GpuUse | undefined): Partial<Sample> {
  if (!use) return {};
  const pids = new Set(processes.map((info) => info.pid));
  const own = use.processes.filter((entry) => pids.has(entry.pid));
  const duties = [...new Set(own.map((entry) => entry.gpuId))].map((gpuId) => use.dutyPercent.get(gpuId) ?? 0);
  return {
    gpuDutyPercent: duties.length === 0 ? 0 : duties.reduce((sum, duty) => sum + duty, 0) / duties.length,
    gpuMemoryBytes: own.reduce((sum, entry) => sum + entry.memoryBytes, 0),
  };
}
