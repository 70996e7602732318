import type { Job } from "../../../contract/job.ts";
import type { Resources } from "../../../contract/container.ts";
import type { UsageSeries } from "../../lib/usageSeries.ts";

/** What jobs hold and use together. */
export interface TopTotals {
  readonly jobs: number;
  /** Of how many of them something has been measured. */
  readonly measured: number;
  readonly cpuUsed: number;
  readonly cpuHeld: number;
  readonly memoryUsedBytes: number;
  readonly memoryHeldBytes: number;
  readonly gpus: number;
  /** Mean over the GPUs held by jobs whose GPU is measured, 0..100; undefined where none is. */
  readonly gpuDutyPercent: number | undefined;
  readonly gpuMemoryBytes: number | undefined;
  readonly creditsPerHour: number;
}

/** How many GPUs a job holds, whosever make. */
export function gpuCount({ nvidiaGpu = 0, amdGpu = 0, intelGpu = 0 }: Resources): number {
  return nvidiaGpu + amdGpu + intelGpu;
}

/** Adds up what jobs hold and what they use at this moment. */
export function totalsOf(jobs: readonly Job[], usageOf: (id: string) => UsageSeries | undefined): TopTotals {
  let [measured, cpuUsed, cpuHeld, memoryUsedBytes, memoryHeldBytes] = [0, 0, 0, 0, 0];
  let [gpus, measuredGpus, duty, creditsPerHour] = [0, 0, 0, 0];
  let gpuMemoryBytes: number | undefined;
  for (const job of jobs) {
    const { resources } = job.container;
    const held = gpuCount(resources);
    const usage = usageOf(job.id)?.latest;
    cpuHeld += resources.cpu;
    memoryHeldBytes += resources.memoryBytes;
    gpus += held;
    creditsPerHour += job.pricePerHourCredits;
    if (!usage) continue;
    measured += 1;
    cpuUsed += usage.cpu;
    memoryUsedBytes += usage.memoryBytes;
    if (usage.gpuDutyPercent !== undefined) {
      measuredGpus += Math.max(1, held);
      duty += usage.gpuDutyPercent * Math.max(1, held);
    }
    if (usage.gpuMemoryBytes !== undefined) gpuMemoryBytes = (gpuMemoryBytes ?? 0) + usage.gpuMemoryBytes;
  }
  return {
    ...{ jobs: jobs.length, measured, cpuUsed, cpuHeld: Math.round(cpuHeld * 1000) / 1000 },
    ...{ memoryUsedBytes, memoryHeldBytes, gpus, gpuMemoryBytes, creditsPerHour },
    gpuDutyPercent: measuredGpus === 0 ? undefined : duty / measuredGpus,
  };
}
