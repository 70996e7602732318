import type { Cluster, Preset } from "../../../contract/config.ts";
import type { Resources } from "../../../contract/container.ts";
import { formatBytes, MEBIBYTE } from "../../../contract/sizes.ts";
import type { RunPayload, StartPayload } from "../../../contract/start.ts";
import { parseSize, sizeText } from "../../lib/sizeText.ts";
import { GPU_MAKERS, type GpuMaker, type StartForm } from "./startForm.ts";

/** The part of the form that says what a job without a preset gets. */
export type OwnResources = Pick<
  StartForm,
  "usesOwnResources" | "cpu" | "memory" | "gpuMaker" | "gpuCount" | "gpuModel" | "tpuType" | "tpuVersion"
>;

type OwnField = keyof OwnResources;

const LEAST_CPU = 0.1;
const LEAST_MEMORY_BYTES = 16 * MEBIBYTE;

/** What is wrong with a job's own resources, by field; nothing where it takes a preset. */
export function checkOwnResources(form: OwnResources): Partial<Record<OwnField, string>> {
  if (!form.usesOwnResources) return {};
  const [tpuType, tpuVersion] = [form.tpuType.trim(), form.tpuVersion.trim()];
  return {
    cpu: checkCpu(form.cpu.trim()),
    memory: checkMemory(form.memory.trim()),
    gpuCount: checkGpuCount(form.gpuCount.trim(), form.gpuModel.trim()),
    tpuType: tpuType === "" && tpuVersion !== "" ? "must be there for a TPU software version" : undefined,
    tpuVersion: tpuType !== "" && tpuVersion === "" ? "must be there for a TPU" : undefined,
  };
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

/** The wire fields of a start request that stand in the container of a request with its own resources. */
const CONTAINER_FIELDS = [
  ...["image", "entrypoint", "command", "working_dir", "http", "env", "volumes"],
  ...["secret_env", "secret_volumes", "disk_volumes", "tty"],
];

/** A start request with resources of its own in place of its preset's. */
export function withOwnResources(request: StartPayload, form: OwnResources): RunPayload {
  const { resources, ...rest } = request;
  const entries = Object.entries(rest).filter(([name]) => name !== "preset_name");
  const container = Object.fromEntries(entries.filter(([name]) => CONTAINER_FIELDS.includes(name)));
  const job = Object.fromEntries(entries.filter(([name]) => !CONTAINER_FIELDS.includes(name)));
  return {
    ...job,
    container: { image: request.image, ...container, resources: { ...ownPayload(form), ...(resources ?? {}) } },
  };
}

function ownPayload(form: OwnResources): RunPayload["container"]["resources"] {
  const count = Number(form.gpuCount.trim());
  const model = form.gpuModel.trim();
  const tpu = form.tpuType.trim();
  return {
    cpu: Number(form.cpu.trim()),
    memory: parseSize(form.memory) ?? 0,
    ...(count > 0 && { [`${form.gpuMaker}_gpu`]: count }),
    ...(count > 0 && model !== "" && { [`${form.gpuMaker}_gpu_model`]: model }),
    ...(tpu !== "" && { tpu: { type: tpu, software_version: form.tpuVersion.trim() } }),
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

/** The form's part for what a job was given that had no preset. */
export function ownOfJob(resources: Resources): OwnResources {
  const counts = { nvidia: resources.nvidiaGpu, amd: resources.amdGpu, intel: resources.intelGpu };
  const models = { nvidia: resources.nvidiaGpuModel, amd: resources.amdGpuModel, intel: resources.intelGpuModel };
  const maker = GPU_MAKERS.find((name) => (counts[name] ?? 0) > 0) ?? "nvidia";
  return {
    usesOwnResources: true,
    cpu: String(resources.cpu),
    memory: sizeText(resources.memoryBytes),
    gpuMaker: maker,
    gpuCount: counts[maker] ? String(counts[maker]) : "",
    gpuModel: models[maker] ?? "",
    tpuType: resources.tpu?.type ?? "",
    tpuVersion: resources.tpu?.softwareVersion ?? "",
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
