import * as z from "zod/mini";
import type { ContainerPayload, Resources } from "../../contract/container.ts";
import type { Preset } from "../../contract/config.ts";
import { parse } from "../../contract/parse.ts";
import { runRequest, startRequest, type StartRequest } from "../../contract/start.ts";
import type { EngineCapabilities } from "../engines/engine.ts";
import { brokenRule } from "../http/errors.ts";
import { containerPayload, presetResources, resourcesPayload } from "./containerPayload.ts";
import type { JobSpec } from "./jobRecord.ts";
import type { Materials } from "./materials.ts";
import { CLUSTER_NAME, type Place } from "./place.ts";
import { MIN_CPU, MIN_MEMORY_BYTES, pricePerHour } from "./presets.ts";
import { withoutLatest } from "./runSpec.ts";

/** What the platform checks requests against. */
export interface AcceptDeps {
  readonly presets: readonly Preset[];
  readonly capabilities: EngineCapabilities;
  /** Where the job goes when its request names this project, or none. @throws HttpError 400, 403 */
  readonly placeFor: (projectName: string | undefined) => Place;
  readonly materials: Pick<Materials, "check">;
}

/** A request that keeps every rule. */
export interface AcceptedJob {
  readonly place: Place;
  readonly spec: JobSpec;
  readonly name?: string;
  readonly tags: readonly string[];
  readonly lifeSpanMinutes?: number;
}

/** Reads the flat body of a start with a preset. @throws ContractError, HttpError 400 that name the field */
export function acceptStart(body: unknown, deps: AcceptDeps): AcceptedJob {
  const request = parse(startRequest, body, "start request");
  checkCapabilities(body as Record<string, unknown>, "", deps.capabilities);
  const preset = findPreset(request.presetName, deps.presets);
  const resources = presetResources(preset, request.shm);
  return accept(request, containerPayload(request, resources), preset, deps, "");
}

/** Reads the body of the deprecated `run`, which brings its own resources. @throws ContractError, HttpError 400 */
export function acceptRun(body: unknown, deps: AcceptDeps): AcceptedJob {
  const checked = parse(runRequest, body, "request");
  const raw = body as Record<string, unknown> & { readonly container: Record<string, unknown> };
  checkCapabilities(raw, "", deps.capabilities);
  checkCapabilities(raw.container, "container.", deps.capabilities);
  checkCapabilities(raw.container.resources as Record<string, unknown>, "container.resources.", deps.capabilities);
  checkResources(checked.container.resources);
  // Without its own resources it is a flat request, which one set of rules reads.
  const flat = { ...without(raw, RUN_ONLY_FIELDS), ...without(raw.container, ["resources"]) };
  const request = parse(startRequest, flat, "request");
  const resources = resourcesPayload(checked.container.resources);
  const preset = checked.preset_name === undefined ? undefined : findPreset(checked.preset_name, deps.presets);
  const terms = {
    name: preset?.name,
    creditsPerHour: preset?.creditsPerHour ?? pricePerHour(resources.cpu, resources.nvidia_gpu ?? 0),
    schedulerEnabled: checked.scheduler_enabled ?? checked.is_preemptible ?? false,
    preemptibleNode: checked.preemptible_node ?? false,
  };
  return accept(request, containerPayload(request, resources), terms, deps, "container.");
}

const RUN_ONLY_FIELDS = ["container", "scheduler_enabled", "is_preemptible", "preemptible_node"];

function without(fields: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

type Terms = Pick<Preset, "creditsPerHour" | "schedulerEnabled" | "preemptibleNode"> & { readonly name?: string };

function accept(
  request: StartRequest,
  container: ContainerPayload,
  terms: Terms,
  deps: AcceptDeps,
  prefix: string,
): AcceptedJob {
  checkImage(request.image, `${prefix}image`, deps.capabilities);
  const place = placeOf(request, deps);
  deps.materials.check(container, place, prefix);
  if (request.scheduleTimeoutSeconds !== undefined && terms.schedulerEnabled) {
    throw brokenRule("schedule_timeout", "is not allowed with a scheduler-enabled preset");
  }
  if (request.energyScheduleName !== undefined) {
    throw brokenRule("energy_schedule_name", `this cluster has no schedule "${request.energyScheduleName}"`);
  }
  return {
    place,
    name: request.name,
    tags: request.tags,
    lifeSpanMinutes: request.lifeSpanMinutes,
    spec: {
      container,
      presetName: terms.name,
      description: request.description,
      schedulerEnabled: terms.schedulerEnabled,
      preemptibleNode: terms.preemptibleNode,
      passConfig: request.passConfig,
      privileged: request.privileged,
      restartPolicy: request.restartPolicy,
      priority: request.priority,
      scheduleTimeoutSeconds: request.scheduleTimeoutSeconds,
      creditsPerHour: terms.creditsPerHour,
      waitsForQuota: request.waitForJobsQuota,
    },
  };
}

function findPreset(name: string | undefined, presets: readonly Preset[]): Preset {
  const found = name === undefined ? presets[0] : presets.find((preset) => preset.name === name);
  if (found) return found;
  const known = presets.map((preset) => preset.name).join(", ");
  throw brokenRule("preset_name", `there is no preset "${name ?? ""}"; there are ${known}`);
}

/** Refuses what the engine cannot honour, but only where the request really uses it. */
function checkCapabilities(body: Record<string, unknown>, prefix: string, capabilities: EngineCapabilities): void {
  for (const [field, sentence] of Object.entries(capabilities.unsupported)) {
    if (isUsed(valueAt(body, field))) throw brokenRule(`${prefix}${field}`, sentence);
  }
}

/** @param field a wire name, dotted where it is inside another ("resources.shm") */
function valueAt(body: unknown, field: string): unknown {
  return field.split(".").reduce<unknown>((value, key) => {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }, body);
}

function isUsed(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function checkImage(image: string, field: string, { images }: EngineCapabilities): void {
  if (images === undefined || images.some((known) => withoutLatest(known) === withoutLatest(image))) return;
  throw brokenRule(field, `there is no image "${image}" here; there are ${images.join(", ")}`);
}

function placeOf({ clusterName, orgName, projectName }: StartRequest, deps: AcceptDeps): Place {
  if (clusterName !== undefined && clusterName !== CLUSTER_NAME) {
    throw brokenRule("cluster_name", `there is no cluster "${clusterName}"; there is ${CLUSTER_NAME}`);
  }
  if (orgName !== undefined) throw brokenRule("org_name", `there is no organization "${orgName}"; leave it out`);
  return deps.placeFor(projectName);
}

const wholeCount = z.number().check(z.multipleOf(1), z.gte(0));

function checkResources(resources: Resources): void {
  const field = (name: string) => `container.resources.${name}`;
  if (!(resources.cpu >= MIN_CPU)) throw brokenRule(field("cpu"), `must be at least ${MIN_CPU}`);
  if (!(resources.memoryBytes >= MIN_MEMORY_BYTES)) {
    throw brokenRule(field("memory"), `must be at least ${MIN_MEMORY_BYTES} (16 MiB)`);
  }
  if (resources.nvidiaGpu !== undefined && !z.safeParse(wholeCount, resources.nvidiaGpu).success) {
    throw brokenRule(field("nvidia_gpu"), "must be a whole number from 0");
  }
  const foreign = { amd_gpu: resources.amdGpu, intel_gpu: resources.intelGpu, tpu: resources.tpu };
  for (const [name, value] of Object.entries(foreign)) {
    if (value !== undefined && value !== 0) throw brokenRule(field(name), "this cluster has none");
  }
}
