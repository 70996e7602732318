import type { Cluster, Preset } from "../../../contract/config.ts";
import { resources as resourcesSchema } from "../../../contract/container.ts";
import { parse } from "../../../contract/parse.ts";
import { formatBytes, MEBIBYTE } from "../../../contract/sizes.ts";
import { parseSize, sizeText } from "../../lib/sizeText.ts";
import type { OwnDemand } from "../../lib/startBody.ts";
import { amountText, exceeds, type Amounts } from "./fit.ts";
import { GPU_MAKERS, type GpuMaker, type StartForm } from "./startForm.ts";

/** The part of the form that says what a job without a preset gets. */
export type OwnResources = Pick<
  StartForm,
  "usesOwnResources" | "cpu" | "memory" | "gpuMaker" | "gpuCount" | "gpuModel" | "tpuType" | "tpuVersion" | "ownTerms"
>;

type OwnField = Exclude<keyof OwnResources, "ownTerms">;

const LEAST_CPU = 0.1;
const LEAST_MEMORY_BYTES = 16 * MEBIBYTE;

/**
 * What is wrong with a job's own resources, by field; nothing where it takes a preset.
 * @param total what there is in all, where that is known
 */
export function checkOwnResources(form: OwnResources, total?: Amounts): Partial<Record<OwnField, string>> {
  if (!form.usesOwnResources) return {};
  const [tpuType, tpuVersion] = [form.tpuType.trim(), form.tpuVersion.trim()];
  return {
    cpu: checkCpu(form.cpu.trim()) ?? checkFits("cpu", Number(form.cpu), total),
    memory: checkMemory(form.memory.trim()) ?? checkFits("memoryBytes", parseSize(form.memory) ?? 0, total),
    gpuCount:
      checkGpuCount(form.gpuCount.trim(), form.gpuModel.trim()) ?? checkFits("gpus", Number(form.gpuCount), total),
    tpuType: tpuType === "" && tpuVersion !== "" ? "must be there for a TPU software version" : undefined,
    tpuVersion: tpuType !== "" && tpuVersion === "" ? "must be there for a TPU" : undefined,
  };
}

function checkFits(part: keyof Amounts, wanted: number, total: Amounts | undefined): string | undefined {
  if (!total || !exceeds(wanted, total[part])) return undefined;
  return `must be at most what there is in all: ${amountText(part, total[part])}`;
}

function checkCpu(text: string): string | undefined {
  if (!/^\d+(\.\d+)?$/.test(text)) return "must be a number of cores such as 0.5 or 4";
  return Number(text) < LEAST_CPU ? `must be at least ${LEAST_CPU}` : undefined;
}

function checkMemory(text: string): string | undefined {
  const bytes = parseSize(text);
  if (bytes === undefined) return "must be an amount with its unit such as 512MiB or 4GiB";
  return bytes < LEAST_MEMORY_BYTES ? `must be at least ${formatBytes(LEAST_MEMORY_BYTES)}` : undefined;
}

function checkGpuCount(count: string, model: string): string | undefined {
  if (count === "") return model === "" ? undefined : "must be there for a GPU model";
  if (!/^\d+$/.test(count)) return "must be a whole number";
  return Number(count) === 0 && model !== "" ? "must be at least 1 for a GPU model" : undefined;
}

/** What the form asks for in place of a preset, as it travels. */
export function ownDemandOf(form: OwnResources): OwnDemand {
  const count = Number(form.gpuCount.trim());
  const model = form.gpuModel.trim();
  const tpu = form.tpuType.trim();
  return {
    ...form.ownTerms,
    resources: {
      cpu: Number(form.cpu.trim()),
      memory: parseSize(form.memory) ?? 0,
      ...(count > 0 && { [`${form.gpuMaker}_gpu`]: count }),
      ...(count > 0 && model !== "" && { [`${form.gpuMaker}_gpu_model`]: model }),
      ...(tpu !== "" && { tpu: { type: tpu, software_version: form.tpuVersion.trim() } }),
    },
  };
}

/** The form's part for what a preset gives: where one begins to change it. */
export function ownOfPreset(preset: Preset): OwnResources {
  const maker = GPU_MAKERS.find((name) => (gpuOf(preset, name)?.count ?? 0) > 0) ?? "nvidia";
  const gpu = gpuOf(preset, maker);
  return {
    usesOwnResources: true,
    cpu: String(preset.cpu),
    memory: sizeText(preset.memoryBytes),
    gpuMaker: maker,
    gpuCount: gpu ? String(gpu.count) : "",
    gpuModel: gpu?.model ?? "",
    tpuType: preset.tpu?.type ?? "",
    tpuVersion: preset.tpu?.softwareVersion ?? "",
  };
}

/** The form's part for what a job is to have that has no preset. */
export function formOfOwn({ resources, ...ownTerms }: OwnDemand): OwnResources {
  const { cpu, memoryBytes, tpu, ...gpus } = parse(resourcesSchema, resources, "resources");
  const counts = { nvidia: gpus.nvidiaGpu, amd: gpus.amdGpu, intel: gpus.intelGpu };
  const models = { nvidia: gpus.nvidiaGpuModel, amd: gpus.amdGpuModel, intel: gpus.intelGpuModel };
  const maker = GPU_MAKERS.find((name) => (counts[name] ?? 0) > 0) ?? "nvidia";
  return {
    usesOwnResources: true,
    cpu: String(cpu),
    memory: sizeText(memoryBytes),
    gpuMaker: maker,
    gpuCount: counts[maker] ? String(counts[maker]) : "",
    gpuModel: models[maker] ?? "",
    tpuType: tpu?.type ?? "",
    tpuVersion: tpu?.softwareVersion ?? "",
    ...(Object.keys(ownTerms).length > 0 && { ownTerms }),
  };
}

/** Models of GPUs that a cluster is known to have. */
export function gpuModelsOf({ presets, resourcePools }: Cluster, maker: GpuMaker): string[] {
  const gpus = [...presets, ...resourcePools].map((holder) => gpuOf(holder, maker));
  return [...new Set(gpus.flatMap((gpu) => (gpu?.model === undefined ? [] : [gpu.model])))].sort();
}

/** Why a cluster cannot give a maker's GPUs, or TPUs, as a sentence; undefined where it may. */
export function whyNone({ presets, resourcePools, engine }: Cluster, what: GpuMaker | "tpu"): string | undefined {
  const refused = engine?.unsupported[what === "tpu" ? what : `${what}_gpu`];
  if (refused !== undefined) return refused;
  if (what === "tpu") return presets.some(({ tpu }) => tpu) ? undefined : "No preset of this cluster has a TPU.";
  const hasSome = [...presets, ...resourcePools].some((holder) => (gpuOf(holder, what)?.count ?? 0) > 0);
  return hasSome ? undefined : `This cluster has no ${MAKER_NAMES[what]} GPUs.`;
}

export const MAKER_NAMES: Readonly<Record<GpuMaker, string>> = { nvidia: "NVIDIA", amd: "AMD", intel: "Intel" };

type GpuHolder = Pick<Preset, "nvidiaGpu" | "amdGpu" | "intelGpu">;

function gpuOf(holder: GpuHolder, maker: GpuMaker) {
  return { nvidia: holder.nvidiaGpu, amd: holder.amdGpu, intel: holder.intelGpu }[maker];
}

/** The own resources in words: `0.5 CPU · 4 GiB · 2 × NVIDIA A100`. */
export function ownWords(form: OwnResources): string {
  const bytes = parseSize(form.memory);
  const count = Number(form.gpuCount.trim());
  const model = form.gpuModel.trim();
  return [
    `${form.cpu.trim() || "?"} CPU${form.cpu.trim() === "1" ? "" : "s"}`,
    bytes === undefined ? "? memory" : formatBytes(bytes),
    ...(count > 0 ? [`${count} × ${model === "" ? `${MAKER_NAMES[form.gpuMaker]} GPU` : model}`] : []),
    ...(form.tpuType.trim() === "" ? [] : [`TPU ${form.tpuType.trim()}`]),
  ].join(" · ");
}
