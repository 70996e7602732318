import { parseDuration } from "../../../contract/durations.ts";
import type { StartPayload } from "../../../contract/start.ts";
import { bodyOf, type FlatBody, type StartBody } from "../../lib/startBody.ts";
import { ownDemandOf } from "./ownResources.ts";
import type { EnvRow, MountRow, StartForm } from "./startForm.ts";

/** What a form sends: a start request, or where the job brings its own resources, one that holds them. */
export function toBody(form: StartForm): StartBody {
  return bodyOf(toFlat(form));
}

/** Likewise, as one kind of request whatever the job gets its resources from. */
export function toFlat(form: StartForm): FlatBody {
  return { request: toRequest(form), ...(form.usesOwnResources && { own: ownDemandOf(form) }) };
}

/** The start request that a form stands for. Empty fields are left out, so that the platform's defaults hold. */
export function toRequest(form: StartForm): StartPayload {
  return withoutUndefined({
    ...containerPart(form),
    preset_name: filled(form.preset),
    name: filled(form.name),
    description: filled(form.description),
    tags: form.tags.length > 0 ? [...form.tags] : undefined,
    max_run_time_minutes: lifeSpanMinutes(form.lifeSpan),
    schedule_timeout: seconds(form.scheduleTimeout),
    restart_policy: form.restartPolicy === "never" ? undefined : form.restartPolicy,
    priority: form.priority === "normal" ? undefined : form.priority,
    energy_schedule_name: filled(form.energySchedule),
    wait_for_jobs_quota: form.waitForQuota || undefined,
    pass_config: form.passConfig || undefined,
    privileged: form.privileged || undefined,
    cluster_name: form.clusterName,
    org_name: filled(form.org),
    project_name: filled(form.project),
  });
}

function containerPart(form: StartForm): StartPayload {
  return {
    image: form.image.trim(),
    command: filled(form.command),
    entrypoint: filled(form.entrypoint),
    working_dir: filled(form.workingDir),
    env: envOf(form.env),
    secret_env: envOf(form.secretEnv.map((row) => ({ ...row, value: row.value.trim() }))),
    volumes: mountsOf(form.volumes, (row) => ({ src_storage_uri: row.uri.trim(), read_only: row.readOnly })),
    disk_volumes: mountsOf(form.disks, (row) => ({ src_disk_uri: row.uri.trim(), read_only: row.readOnly })),
    secret_volumes: mountsOf(form.secretFiles, (row) => ({ src_secret_uri: row.uri.trim() })),
    tty: form.tty || undefined,
    resources: form.shm ? { shm: true } : undefined,
    http: httpOf(form),
  };
}

function filled(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === "" ? undefined : trimmed;
}

/** Rows without a name and a value are still empty; they do not count. */
export function isBlankRow(row: EnvRow): boolean {
  return row.name.trim() === "" && row.value === "";
}

/** Likewise for rows without an address and a path. */
export function isBlankMount(row: MountRow): boolean {
  return row.uri.trim() === "" && row.path.trim() === "";
}

function envOf(rows: readonly EnvRow[]): Record<string, string> | undefined {
  const entries = rows.filter((row) => !isBlankRow(row)).map((row) => [row.name.trim(), row.value] as const);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function mountsOf<T>(
  rows: readonly MountRow[],
  source: (row: MountRow) => T,
): (T & { dst_path: string })[] | undefined {
  const mounts = rows.filter((row) => !isBlankMount(row));
  return mounts.length > 0 ? mounts.map((row) => ({ ...source(row), dst_path: row.path.trim() })) : undefined;
}

function httpOf(form: StartForm): StartPayload["http"] {
  const port = filled(form.httpPort);
  if (port === undefined) return undefined;
  return withoutUndefined({
    port: Number(port),
    requires_auth: form.httpRequiresAuth || undefined,
    health_check_path: filled(form.healthCheckPath),
  });
}

function seconds(duration: string): number | undefined {
  const text = filled(duration);
  return text === undefined ? undefined : parseDuration(text);
}

/** The platform counts whole minutes. */
function lifeSpanMinutes(duration: string): number | undefined {
  const total = seconds(duration);
  return total === undefined ? undefined : Math.floor(total / 60);
}

/** Drops keys whose value is undefined. */
function withoutUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
