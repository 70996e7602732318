import type { Priority, RestartPolicy } from "../../../contract/job.ts";
import type { StartPayload } from "../../../contract/start.ts";
import type { OwnDemand } from "../../lib/startBody.ts";
import type { Row } from "./rows.ts";

/** A variable and its value, or the address of the secret that fills it. */
export interface EnvRow extends Row {
  readonly name: string;
  readonly value: string;
}

/** A thing by its address and the path at which the job sees it. */
export interface MountRow extends Row {
  readonly uri: string;
  readonly path: string;
  readonly readOnly: boolean;
}

/** Who makes GPUs, by the names of the wire's fields. */
export const GPU_MAKERS = ["nvidia", "amd", "intel"] as const;
export type GpuMaker = (typeof GPU_MAKERS)[number];

/** The start form as the user sees it: texts as typed, nothing interpreted. */
export interface StartForm {
  readonly image: string;
  readonly preset: string;
  /** Whether the job brings its own resources, in place of a preset's. */
  readonly usesOwnResources: boolean;
  /** Cores. */
  readonly cpu: string;
  /** As `sizeText` writes it, "4GiB". */
  readonly memory: string;
  readonly gpuMaker: GpuMaker;
  readonly gpuCount: string;
  readonly gpuModel: string;
  readonly tpuType: string;
  readonly tpuVersion: string;
  /** One shell-quoted line, as is the entrypoint. */
  readonly command: string;
  readonly entrypoint: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly env: readonly EnvRow[];
  readonly secretEnv: readonly EnvRow[];
  readonly volumes: readonly MountRow[];
  readonly disks: readonly MountRow[];
  readonly secretFiles: readonly MountRow[];
  readonly tty: boolean;
  readonly shm: boolean;
  readonly httpPort: string;
  readonly httpRequiresAuth: boolean;
  readonly healthCheckPath: string;
  readonly workingDir: string;
  /** As `formatDuration` writes it, "1d2h30m". */
  readonly lifeSpan: string;
  /** As `formatDuration` writes it. */
  readonly scheduleTimeout: string;
  readonly restartPolicy: RestartPolicy;
  readonly priority: Priority;
  /** "" for none. */
  readonly energySchedule: string;
  readonly waitForQuota: boolean;
  readonly passConfig: boolean;
  readonly privileged: boolean;
  /** "" for the platform's default, as is the project. */
  readonly org: string;
  readonly project: string;
  /** Where the job to start again ran; undefined for the platform's default. */
  readonly clusterName: string | undefined;
  /** What a job with its own resources was given beside them, which no field shows: kept when it is run again. */
  readonly ownTerms?: Omit<OwnDemand, "resources"> | undefined;
}

/** A field that can be edited and can be wrong. */
export type FormField = Exclude<keyof StartForm, "clusterName" | "ownTerms">;

/** An empty form for an image and a preset. */
export function emptyForm(image: string, preset: string): StartForm {
  return {
    image,
    preset,
    usesOwnResources: false,
    cpu: "",
    memory: "",
    gpuMaker: "nvidia",
    gpuCount: "",
    gpuModel: "",
    tpuType: "",
    tpuVersion: "",
    command: "",
    entrypoint: "",
    name: "",
    description: "",
    tags: [],
    env: [],
    secretEnv: [],
    volumes: [],
    disks: [],
    secretFiles: [],
    tty: false,
    shm: false,
    httpPort: "",
    httpRequiresAuth: false,
    healthCheckPath: "",
    workingDir: "",
    lifeSpan: "",
    scheduleTimeout: "",
    restartPolicy: "never",
    priority: "normal",
    energySchedule: "",
    waitForQuota: false,
    passConfig: false,
    privileged: false,
    org: "",
    project: "",
    clusterName: undefined,
  };
}

/** Whether a field holds something that an empty form does not. */
export function isSet(form: StartForm, field: FormField): boolean {
  const value = form[field];
  return typeof value === "object" ? value.length > 0 : value !== NOTHING[field];
}

const NOTHING = emptyForm("", "");

/** Which wire field each field ends up in. */
export const WIRE_FIELDS = {
  image: "image",
  preset: "preset_name",
  usesOwnResources: "resources",
  cpu: "resources.cpu",
  memory: "resources.memory",
  gpuMaker: "resources.gpu",
  gpuCount: "resources.nvidia_gpu",
  gpuModel: "resources.nvidia_gpu_model",
  tpuType: "resources.tpu",
  tpuVersion: "resources.tpu.software_version",
  command: "command",
  entrypoint: "entrypoint",
  name: "name",
  description: "description",
  tags: "tags",
  env: "env",
  secretEnv: "secret_env",
  volumes: "volumes",
  disks: "disk_volumes",
  secretFiles: "secret_volumes",
  tty: "tty",
  shm: "resources.shm",
  httpPort: "http",
  httpRequiresAuth: "http.requires_auth",
  healthCheckPath: "http.health_check_path",
  workingDir: "working_dir",
  lifeSpan: "max_run_time_minutes",
  scheduleTimeout: "schedule_timeout",
  restartPolicy: "restart_policy",
  priority: "priority",
  energySchedule: "energy_schedule_name",
  waitForQuota: "wait_for_jobs_quota",
  passConfig: "pass_config",
  privileged: "privileged",
  org: "org_name",
  project: "project_name",
} as const satisfies Record<FormField, keyof StartPayload | `${"http" | "resources"}.${string}`>;

/** What the fields are called on the page. */
export const FIELD_LABELS: Record<FormField, string> = {
  image: "Image",
  preset: "Preset",
  usesOwnResources: "Own resources",
  cpu: "CPUs",
  memory: "Memory",
  gpuMaker: "GPU maker",
  gpuCount: "GPUs",
  gpuModel: "GPU model",
  tpuType: "TPU type",
  tpuVersion: "TPU software version",
  command: "Command",
  entrypoint: "Entrypoint",
  name: "Name",
  description: "Description",
  tags: "Tags",
  env: "Environment",
  secretEnv: "Secret environment",
  volumes: "Storage volumes",
  disks: "Disks",
  secretFiles: "Secret files",
  tty: "Terminal",
  shm: "Large shared memory",
  httpPort: "HTTP port",
  httpRequiresAuth: "Only for those signed in",
  healthCheckPath: "Health check",
  workingDir: "Working directory",
  lifeSpan: "Life span",
  scheduleTimeout: "Schedule timeout",
  restartPolicy: "Restart",
  priority: "Priority",
  energySchedule: "Energy schedule",
  waitForQuota: "Wait for the jobs quota",
  passConfig: "Access to this platform",
  privileged: "Privileged",
  org: "Organization",
  project: "Project",
};

const FORM_FIELDS: ReadonlyMap<string, FormField> = new Map([
  ...(Object.entries(WIRE_FIELDS) as [FormField, string][]).map(([field, wire]) => [wire, field] as const),
  ...(["amd", "intel"] as const).flatMap(
    (maker) =>
      [
        [`resources.${maker}_gpu`, "gpuCount"],
        [`resources.${maker}_gpu_model`, "gpuModel"],
      ] as const,
  ),
]);

/** The field that a wire path belongs to ("env.PATH", "tags[0]"); undefined for what the form does not show. */
export function formFieldOf(wirePath: string): FormField | undefined {
  // With resources of its own a job travels as a container and what stands around it.
  const path = wirePath.replace(/^container\./, "");
  return FORM_FIELDS.get(path) ?? FORM_FIELDS.get(path.split(/[.[]/, 1)[0] ?? "");
}

/** Why the engine cannot do what a field asks for, by the engine's own table. */
export function whyUnavailable(unsupported: Readonly<Record<string, string>>, field: FormField): string | undefined {
  const wire = WIRE_FIELDS[field];
  return unsupported[wire] ?? unsupported[wire.split(".", 1)[0] ?? ""];
}
