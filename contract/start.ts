import * as z from "zod/mini";
import { diskVolume, httpPort, resources, secretFile, volume } from "./container.ts";
import { PRIORITIES, RESTART_POLICIES } from "./job.ts";
import {
  checkAbsolutePath,
  checkEnvName,
  checkJobName,
  checkOrgName,
  checkResourceUri,
  checkTag,
  MAX_TAGS,
  type Check,
} from "./names.ts";
import { maybe, withDefault } from "./scalars.ts";
import { splitShellLine } from "./shellLine.ts";

/** A string that keeps to a rule of names.ts. */
const ruled = (check: Check) =>
  z.string().check((payload) => {
    const message = check(payload.value);
    if (message !== undefined) payload.issues.push({ code: "custom", input: payload.value, message });
  });

const shellLine = ruled((line) => {
  const result = splitShellLine(line);
  return result.ok ? undefined : result.reason;
});

const image = ruled((value) => {
  if (value.trim() === "") return "must not be empty";
  return /\s/.test(value) ? "must not have white space" : undefined;
});

const envNames = ruled(checkEnvName);
const envValue = ruled((value) => (value.includes("\0") ? "must not have a NUL character" : undefined));
const path = ruled(checkAbsolutePath);
const integer = z.number().check(z.multipleOf(1, { error: "must be a whole number" }));

const THIRTY_DAYS_SECONDS = 30 * 24 * 3600;

/** Everything of a start request but its resources; the rules are those of PROTOCOL.md. */
const containerFields = {
  image,
  entrypoint: maybe(shellLine),
  command: maybe(shellLine),
  working_dir: maybe(path),
  http: maybe(
    z.pipe(
      z.strictObject({
        port: integer.check(z.gte(0), z.lte(65_535)),
        requires_auth: z.optional(z.nullable(z.boolean())),
        health_check_path: z.optional(z.nullable(path)),
      }),
      httpPort,
    ),
  ),
  env: withDefault(z.record(envNames, envValue), {}),
  volumes: withDefault(
    z.array(
      z.pipe(
        z.strictObject({
          src_storage_uri: ruled(checkResourceUri("storage")),
          dst_path: path,
          read_only: z.optional(z.nullable(z.boolean())),
        }),
        volume,
      ),
    ),
    [],
  ),
  secret_env: withDefault(z.record(envNames, ruled(checkResourceUri("secret"))), {}),
  secret_volumes: withDefault(
    z.array(z.pipe(z.strictObject({ src_secret_uri: ruled(checkResourceUri("secret")), dst_path: path }), secretFile)),
    [],
  ),
  disk_volumes: withDefault(
    z.array(
      z.pipe(
        z.strictObject({
          src_disk_uri: ruled(checkResourceUri("disk")),
          dst_path: path,
          read_only: z.optional(z.nullable(z.boolean())),
        }),
        diskVolume,
      ),
    ),
    [],
  ),
  tty: withDefault(z.boolean(), false),
};

const jobFields = {
  name: maybe(ruled(checkJobName)),
  preset_name: maybe(z.string().check(z.minLength(1))),
  tags: withDefault(z.array(ruled(checkTag)).check(z.maxLength(MAX_TAGS)), []),
  description: maybe(z.string()),
  cluster_name: maybe(ruled(checkOrgName)),
  org_name: maybe(ruled(checkOrgName)),
  project_name: maybe(ruled(checkOrgName)),
  pass_config: withDefault(z.boolean(), false),
  wait_for_jobs_quota: withDefault(z.boolean(), false),
  privileged: withDefault(z.boolean(), false),
  schedule_timeout: maybe(z.number().check(z.gte(1), z.lt(THIRTY_DAYS_SECONDS))),
  max_run_time_minutes: maybe(integer.check(z.gte(1))),
  restart_policy: withDefault(z.enum(RESTART_POLICIES), "never"),
  priority: withDefault(z.enum(PRIORITIES), "normal"),
  energy_schedule_name: maybe(z.string().check(z.minLength(1))),
};

const startObject = z.strictObject({
  ...containerFields,
  ...jobFields,
  resources: maybe(z.strictObject({ shm: z.optional(z.nullable(z.boolean())) })),
});

/** The part of both bodies that says where things are mounted. */
type Mounts = Record<"volumes" | "secret_volumes" | "disk_volumes", readonly { readonly containerPath: string }[]>;

/** Each mount path may stand once over all kinds of mounts. */
const uniqueMountPaths = ({ value, issues }: z.core.ParsePayload<Mounts>): void => {
  const seen = new Set<string>();
  for (const field of ["volumes", "secret_volumes", "disk_volumes"] as const) {
    for (const [index, { containerPath }] of value[field].entries()) {
      const message = `${containerPath} is already a mount path; each may be used once`;
      if (seen.has(containerPath))
        issues.push({ code: "custom", input: value, path: [field, index, "dst_path"], message });
      seen.add(containerPath);
    }
  }
};

/** A start request with a preset (`POST API/jobs?from_preset`): checked by every rule that needs no platform. */
export const startRequest = z.pipe(
  startObject.check(uniqueMountPaths),
  z.transform((wire) => ({
    image: wire.image,
    entrypoint: wire.entrypoint,
    command: wire.command,
    workingDir: wire.working_dir,
    http: wire.http,
    env: wire.env,
    volumes: wire.volumes,
    secretEnv: wire.secret_env,
    secretFiles: wire.secret_volumes,
    diskVolumes: wire.disk_volumes,
    tty: wire.tty,
    shm: wire.resources?.shm ?? false,
    name: wire.name,
    presetName: wire.preset_name,
    tags: wire.tags,
    description: wire.description,
    clusterName: wire.cluster_name,
    orgName: wire.org_name,
    projectName: wire.project_name,
    passConfig: wire.pass_config,
    waitForJobsQuota: wire.wait_for_jobs_quota,
    privileged: wire.privileged,
    scheduleTimeoutSeconds: wire.schedule_timeout,
    lifeSpanMinutes: wire.max_run_time_minutes,
    restartPolicy: wire.restart_policy,
    priority: wire.priority,
    energyScheduleName: wire.energy_schedule_name,
  })),
);
/** A checked start request. */
export type StartRequest = z.output<typeof startRequest>;
/** A start request as it travels. */
export type StartPayload = z.input<typeof startRequest>;

const runContainer = z.strictObject({ ...containerFields, resources }).check(uniqueMountPaths);

/** A request with its own resources instead of a preset (`POST API/jobs`; `run`, deprecated). */
export const runRequest = z.strictObject({
  ...jobFields,
  container: runContainer,
  scheduler_enabled: maybe(z.boolean()),
  is_preemptible: maybe(z.boolean()),
  preemptible_node: maybe(z.boolean()),
});
/** A run request as it travels. */
export type RunPayload = z.input<typeof runRequest>;
