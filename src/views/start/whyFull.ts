import type { Cluster, Preset } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { formatBytes } from "../../../contract/sizes.ts";

/** What a job holds while it runs, or what there is of it in all. */
interface Amounts {
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly gpus: number;
}

/** Sums of fractions of cores are never exact. */
const TOLERANCE = 1e-6;

/**
 * Why nothing of a preset is free, as a sentence that says who holds it: "2 running jobs hold all 4 CPUs."
 * @param jobs those that are active; of other clusters too
 */
export function whyFull(preset: Preset, cluster: Cluster, jobs: readonly Job[]): string {
  const running = jobs.filter((job) => job.status === "running" && job.clusterName === cluster.name);
  const total = totalOf(cluster);
  if (!total) return whoHasIt(preset, running);
  const wanted: Amounts = { cpu: preset.cpu, memoryBytes: preset.memoryBytes, gpus: gpusOfPreset(preset) };
  for (const part of ["cpu", "memoryBytes", "gpus"] as const) {
    if (wanted[part] > total[part] + TOLERANCE) {
      const inAll = total[part] === 0 ? "there are none" : `there are only ${amount(part, total[part])} in all`;
      return `It needs ${amount(part, wanted[part])}, and ${inAll}.`;
    }
    const holders = running.filter((job) => heldBy(job)[part] > 0);
    const held = holders.reduce((sum, job) => sum + heldBy(job)[part], 0);
    if (wanted[part] <= total[part] - held + TOLERANCE) continue;
    const who = `${holders.length} running ${holders.length === 1 ? "job holds" : "jobs hold"}`;
    const isAll = held >= total[part] - TOLERANCE;
    return `${who} ${isAll ? "all" : `${plain(part, held)} of`} ${amount(part, total[part])}.`;
  }
  return "The machine has room: the jobs quota may be used up, or others are before you in line.";
}

/** Where nobody says what there is in all. */
function whoHasIt(preset: Preset, running: readonly Job[]): string {
  const count = running.filter((job) => job.presetName === preset.name).length;
  if (count === 0) return "Nothing of it is free now.";
  return `${count} running ${count === 1 ? "job has" : "jobs have"} this preset.`;
}

/** A cluster of one machine says what there is; one whose machines come and go has no total. */
function totalOf({ resourcePools: [pool, ...others] }: Cluster): Amounts | undefined {
  if (!pool || others.length > 0 || (pool.maxSize ?? 1) > 1) return undefined;
  if (pool.cpu === undefined || pool.memoryBytes === undefined) return undefined;
  const gpus = [pool.nvidiaGpu, pool.amdGpu, pool.intelGpu].reduce((sum, gpu) => sum + (gpu?.count ?? 0), 0);
  return { cpu: pool.cpu, memoryBytes: pool.memoryBytes, gpus };
}

function gpusOfPreset({ nvidiaGpu, amdGpu, intelGpu }: Preset): number {
  return (nvidiaGpu?.count ?? 0) + (amdGpu?.count ?? 0) + (intelGpu?.count ?? 0);
}

function heldBy({ container: { resources } }: Job): Amounts {
  const gpus = (resources.nvidiaGpu ?? 0) + (resources.amdGpu ?? 0) + (resources.intelGpu ?? 0);
  return { cpu: resources.cpu, memoryBytes: resources.memoryBytes, gpus };
}

function plain(part: keyof Amounts, value: number): string {
  return part === "memoryBytes" ? formatBytes(value) : String(Math.round(value * 1000) / 1000);
}

function amount(part: keyof Amounts, value: number): string {
  if (part === "memoryBytes") return `${formatBytes(value)} of memory`;
  const unit = part === "cpu" ? "CPU" : "GPU";
  return `${plain(part, value)} ${unit}${value === 1 ? "" : "s"}`;
}
