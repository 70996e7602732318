import { creditsText } from "../../lib/credits.ts";
import type { Preset } from "../../../contract/config.ts";
import { formatBytes } from "../../../contract/sizes.ts";

/** A preset's processors and memory: `2 CPUs · 4 GiB`. */
export function hardwareWords(preset: Preset): string {
  return `${preset.cpu} CPU${preset.cpu === 1 ? "" : "s"} · ${formatBytes(preset.memoryBytes)}`;
}

/** A preset's accelerators: `2 × NVIDIA A100 (40 GiB)`; undefined without any. */
export function gpuWords(preset: Preset): string | undefined {
  const makers = [
    ["NVIDIA", preset.nvidiaGpu],
    ["AMD", preset.amdGpu],
    ["Intel", preset.intelGpu],
  ] as const;
  const words = makers.flatMap(([maker, gpu]) => {
    if (!gpu || gpu.count === 0) return [];
    const memory = gpu.memory === undefined ? "" : ` (${formatBytes(gpu.memory)})`;
    return [`${gpu.count} × ${gpu.model ?? `${maker} GPU`}${memory}`];
  });
  if (preset.tpu) words.push(`TPU ${preset.tpu.type}`);
  return words.length > 0 ? words.join(", ") : undefined;
}

/** A price: `0.5 credits an hour`, `Free`. */
export function priceWords(creditsPerHour: number): string {
  return creditsPerHour === 0 ? "Free" : `${creditsText(creditsPerHour)} an hour`;
}

/** How many jobs of a preset could start now, in words. */
export function roomWords(room: number | undefined): string {
  if (room === undefined) return " ";
  return room === 0 ? "Would wait" : `${room} free now`;
}
