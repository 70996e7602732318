import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import type { MachineUse } from "../engine.ts";
import { readGpuLoad } from "../gpus.ts";

/** Less time than this between two looks says too little about the processors. */
const SHORTEST_INTERVAL_MS = 300;

interface ProcessorTime {
  readonly busyMs: number;
  readonly totalMs: number;
}

/**
 * Measures this machine as a whole.
 * @param folder on the file system whose room is of interest
 * @param memoryTotalBytes what there is for jobs: a container around the server may have less than the machine
 */
export function createMachineMeter(
  folder: string,
  memoryTotalBytes: number,
  hasGpus: boolean,
): () => Promise<MachineUse> {
  let before = { atMs: performance.now(), time: processorTime() };

  function coresInUse(): number | undefined {
    const atMs = performance.now();
    if (atMs - before.atMs < SHORTEST_INTERVAL_MS) return undefined;
    const time = processorTime();
    const busyMs = time.busyMs - before.time.busyMs;
    const totalMs = time.totalMs - before.time.totalMs;
    before = { atMs, time };
    return totalMs <= 0 ? undefined : Math.min(1, busyMs / totalMs) * availableParallelism();
  }

  return async () => {
    // A file system or a driver that does not answer for once makes a gap in its own curve, not in the others.
    const disk = await statfs(folder).catch(() => undefined);
    const gpus = hasGpus ? await readGpuLoad().catch(() => []) : [];
    return {
      cpu: coresInUse(),
      cpuTotal: availableParallelism(),
      memoryBytes: Math.min(memoryTotalBytes, usedMemoryBytes()),
      memoryTotalBytes,
      diskBytes: disk && (disk.blocks - disk.bavail) * disk.bsize,
      diskTotalBytes: disk && disk.blocks * disk.bsize,
      gpus,
    };
  };
}

/** Of all processors together, since the machine started. */
function processorTime(): ProcessorTime {
  let [busyMs, totalMs] = [0, 0];
  for (const { times } of cpus()) {
    const workMs = times.user + times.nice + times.sys + times.irq;
    busyMs += workMs;
    totalMs += workMs + times.idle;
  }
  return { busyMs, totalMs };
}

/** What could not be had by a program that asked for it now: caches are not in use. */
function usedMemoryBytes(): number {
  if (process.platform !== "linux") return totalmem() - freemem();
  const [, kibibytes] = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync("/proc/meminfo", "latin1")) ?? [];
  return totalmem() - (kibibytes === undefined ? freemem() : Number(kibibytes) * 1024);
}
