import type { Preset } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import type { PresetAdvice } from "./advice.ts";

/**
 * The cheapest preset that has what is needed and the job's own GPUs, and is another one than the job's.
 * @param belowCpu only presets with fewer cores, which cost no more than the job does
 */
export function presetFor(
  job: Job,
  needs: { readonly cpu: number; readonly memoryBytes: number },
  presets: readonly Preset[],
  belowCpu?: number,
): PresetAdvice | undefined {
  const price = job.pricePerHourCredits;
  const [best] = presets
    .filter((preset) => preset.name !== job.presetName && hasSameDevices(preset, job))
    .filter(({ cpu, memoryBytes }) => cpu >= needs.cpu && memoryBytes >= needs.memoryBytes)
    .filter(({ cpu, creditsPerHour }) => belowCpu === undefined || (cpu < belowCpu && creditsPerHour <= price))
    .sort((a, b) => a.creditsPerHour - b.creditsPerHour || a.cpu - b.cpu || a.memoryBytes - b.memoryBytes);
  return best && { name: best.name, savesPerHour: price - best.creditsPerHour };
}

function hasSameDevices(preset: Preset, job: Job): boolean {
  const { nvidiaGpu = 0, nvidiaGpuModel, amdGpu = 0, intelGpu = 0, tpu } = job.container.resources;
  return (
    (preset.nvidiaGpu?.count ?? 0) === nvidiaGpu &&
    (nvidiaGpuModel === undefined || preset.nvidiaGpu?.model === nvidiaGpuModel) &&
    (preset.amdGpu?.count ?? 0) === amdGpu &&
    (preset.intelGpu?.count ?? 0) === intelGpu &&
    preset.tpu?.type === tpu?.type &&
    preset.schedulerEnabled === job.schedulerEnabled
  );
}
