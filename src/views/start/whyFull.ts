import type { Cluster, Preset } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { amountsOf, amountText, exceeds, PARTS, plainAmount, totalOf, whyNever, type Amounts } from "./fit.ts";

/**
 * Why nothing of a preset is free, as a sentence that says who holds it: "2 running jobs hold all 4 CPUs."
 * @param jobs those that are active; of other clusters too
 */
export function whyFull(preset: Preset, cluster: Cluster, jobs: readonly Job[]): string {
  const running = jobs.filter((job) => job.status === "running" && job.clusterName === cluster.name);
  const total = totalOf(cluster);
  if (!total) return whoHasIt(preset, running);
  const never = whyNever(preset, cluster);
  if (never !== undefined) return never;
  const wanted = amountsOf(preset);
  for (const part of PARTS) {
    const holders = running.filter((job) => heldBy(job)[part] > 0);
    const held = holders.reduce((sum, job) => sum + heldBy(job)[part], 0);
    if (!exceeds(wanted[part], total[part] - held)) continue;
    const who = `${holders.length} running ${holders.length === 1 ? "job holds" : "jobs hold"}`;
    const isAll = !exceeds(total[part], held);
    return `${who} ${isAll ? "all" : `${plainAmount(part, held)} of`} ${amountText(part, total[part])}.`;
  }
  return "The machine has room: the jobs quota may be used up, or others are before you in line.";
}

/** Where nobody says what there is in all. */
function whoHasIt(preset: Preset, running: readonly Job[]): string {
  const count = running.filter((job) => job.presetName === preset.name).length;
  if (count === 0) return "Nothing of it is free now.";
  return `${count} running ${count === 1 ? "job has" : "jobs have"} this preset.`;
}

function heldBy({ container: { resources } }: Job): Amounts {
  const gpus = (resources.nvidiaGpu ?? 0) + (resources.amdGpu ?? 0) + (resources.intelGpu ?? 0);
  return { cpu: resources.cpu, memoryBytes: resources.memoryBytes, gpus };
}
