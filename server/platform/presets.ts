import { existsSync, readFileSync } from "node:fs";
import * as z from "zod/mini";
import { preset as presetSchema, type Preset, type PresetPayload } from "../../contract/config.ts";
import { ContractError, parse } from "../../contract/parse.ts";
import { MEBIBYTE } from "../../contract/sizes.ts";
import { ConfigError } from "../config.ts";
import type { EngineResources } from "../engines/engine.ts";
import { decimal } from "./jobPayload.ts";

const CREDITS_PER_CORE_HOUR = 1;
const CREDITS_PER_GPU_HOUR = 10;
/** The least that a job may ask for (PROTOCOL.md). */
export const MIN_CPU = 0.1;
export const MIN_MEMORY_BYTES = 16 * MEBIBYTE;

/** The presets of a cluster: those of the file when there is one, else some that suit the machine. @throws ConfigError */
export function loadPresets(path: string, resources: EngineResources): PresetPayload[] {
  return existsSync(path) ? readPresets(path) : derivePresets(resources);
}

/** A small share, a medium one and all of the machine, of the largest of several; the same with GPUs where there are some. */
export function derivePresets({ gpus, largest, ...all }: EngineResources): PresetPayload[] {
  const { cpu: free, memoryBytes } = largest ?? all;
  // A cluster may have no room at all for a while, and is offered in the least shares meanwhile.
  const cpu = Math.max(MIN_CPU, free);
  const mostGpus = largest?.gpus ?? gpus.length;
  const share = (name: string, cores: number, gpu?: { count: number; model: string; memory: number }) => ({
    name,
    credits_per_hour: price(cores, gpu?.count ?? 0),
    cpu: cores,
    memory: cores === cpu ? Math.max(MIN_MEMORY_BYTES, memoryBytes) : wholeMemory((memoryBytes * cores) / cpu),
    scheduler_enabled: false,
    preemptible_node: false,
    ...(gpu ? { nvidia_gpu: gpu } : {}),
  });
  const small = wholeCpu(Math.min(1, cpu / 4));
  const presets = [
    share("cpu-small", small),
    share("cpu-medium", wholeCpu(Math.min(4, cpu / 2))),
    share("cpu-large", cpu),
  ];
  const models = [...new Set(gpus.map(({ model }) => model))];
  for (const model of models) {
    const same = gpus.filter((gpu) => gpu.model === model);
    const gpu = (count: number) => ({ count, model, memory: same[0]?.memoryBytes ?? 0 });
    const suffix = models.length === 1 ? "" : `-${model.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
    presets.push(share(`gpu-small${suffix}`, wholeCpu(cpu / Math.max(1, mostGpus)), gpu(1)));
    const most = Math.min(same.length, mostGpus);
    if (most > 1) presets.push(share(`gpu-large${suffix}`, cpu, gpu(most)));
  }
  return presets.map((payload) => withMemoryMb(payload));
}

/** A preset in the form that the platform reckons with. */
export function readPreset(payload: PresetPayload): Preset {
  return parse(presetSchema, payload, "preset");
}

function wholeCpu(cores: number): number {
  return Math.max(MIN_CPU, Math.floor(cores * 10) / 10);
}

function wholeMemory(bytes: number): number {
  return Math.max(MIN_MEMORY_BYTES, Math.floor(bytes / (128 * MEBIBYTE)) * 128 * MEBIBYTE);
}

/** What {@link pricePerHour} reckons with, as it travels. */
export const OWN_PRICES = {
  credits_per_cpu_hour: decimal(CREDITS_PER_CORE_HOUR),
  credits_per_gpu_hour: decimal(CREDITS_PER_GPU_HOUR),
};

/** What an hour costs, in credits, where nothing else is set. */
export function pricePerHour(cores: number, gpuCount: number): number {
  return cores * CREDITS_PER_CORE_HOUR + gpuCount * CREDITS_PER_GPU_HOUR;
}

function price(cores: number, gpuCount: number): string {
  return decimal(pricePerHour(cores, gpuCount));
}

function withMemoryMb(payload: PresetPayload): PresetPayload {
  const { memoryBytes } = readPreset(payload);
  return { ...payload, memory: memoryBytes, memory_mb: Math.floor(memoryBytes / MEBIBYTE) };
}

/** Strictness is the file's: a client must take fields it does not know, an operator's slip must be told. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(presetSchema.def.in.def.shape));
const presetFile = z.array(z.record(z.string(), z.unknown())).check(z.minLength(1));

function readPresets(path: string): PresetPayload[] {
  try {
    const entries = parse(presetFile, readJson(path), "presets file");
    const presets = entries.map((entry, index) => checkEntry(entry, `[${index}]`));
    const names = presets.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new ConfigError(`there are two presets with the name "${twice}"`);
    return presets;
  } catch (error) {
    if (error instanceof ContractError || error instanceof ConfigError) {
      throw new ConfigError(`The presets file ${path} cannot be used: ${error.message}.`);
    }
    throw error;
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

function checkEntry(entry: Record<string, unknown>, where: string): PresetPayload {
  const unknown = Object.keys(entry).find((key) => !KNOWN_FIELDS.has(key));
  if (unknown !== undefined) throw new ConfigError(`${where}: there is no field "${unknown}"`);
  const preset = parse(presetSchema, entry, where);
  const fail = (field: string, reason: string) => new ConfigError(`${where}: ${field}: ${reason}`);
  if (!/^\S+$/.test(preset.name)) throw fail("name", "must not be empty or have white space");
  if (!(preset.cpu >= MIN_CPU)) throw fail("cpu", `must be at least ${MIN_CPU}`);
  if (!(preset.memoryBytes >= MIN_MEMORY_BYTES)) throw fail("memory", `must be at least ${MIN_MEMORY_BYTES} (16 MiB)`);
  if (preset.creditsPerHour < 0) throw fail("credits_per_hour", "must not be negative");
  for (const field of ["amd_gpu", "intel_gpu", "tpu"] as const) {
    if (entry[field] !== undefined && entry[field] !== null) throw fail(field, "is not supported by this platform");
  }
  const { nvidiaGpu } = preset;
  if (nvidiaGpu && !(Number.isInteger(nvidiaGpu.count) && nvidiaGpu.count > 0)) {
    throw fail("nvidia_gpu.count", "must be a whole number above 0");
  }
  const credits = entry.credits_per_hour === undefined ? price(preset.cpu, nvidiaGpu?.count ?? 0) : undefined;
  return withMemoryMb({ ...(entry as PresetPayload), ...(credits === undefined ? {} : { credits_per_hour: credits }) });
}
