import { formatDuration } from "../../../contract/durations.ts";
import type { StartPayload } from "../../../contract/start.ts";
import { emptyForm, type EnvRow, type MountRow, type StartForm } from "./startForm.ts";

/** The form that starts the same job again, with its every field. */
export function formOf(payload: StartPayload, fallbackPreset: string): StartForm {
  return {
    ...emptyForm(payload.image, payload.preset_name ?? fallbackPreset),
    ...containerPart(payload),
    name: payload.name ?? "",
    description: payload.description ?? "",
    tags: payload.tags ?? [],
    lifeSpan: payload.max_run_time_minutes ? formatDuration(payload.max_run_time_minutes * 60) : "",
    scheduleTimeout: payload.schedule_timeout ? formatDuration(payload.schedule_timeout) : "",
    restartPolicy: payload.restart_policy ?? "never",
    priority: payload.priority ?? "normal",
    energySchedule: payload.energy_schedule_name ?? "",
    waitForQuota: payload.wait_for_jobs_quota ?? false,
    passConfig: payload.pass_config ?? false,
    privileged: payload.privileged ?? false,
    org: payload.org_name ?? "",
    project: payload.project_name ?? "",
    clusterName: payload.cluster_name ?? undefined,
  };
}

function containerPart(payload: StartPayload): Partial<StartForm> {
  const { http, volumes, disk_volumes, secret_volumes } = payload;
  return {
    command: payload.command ?? "",
    entrypoint: payload.entrypoint ?? "",
    workingDir: payload.working_dir ?? "",
    env: envRows(payload.env),
    secretEnv: envRows(payload.secret_env),
    volumes: mountRows(volumes, (volume) => volume.src_storage_uri),
    disks: mountRows(disk_volumes, (volume) => volume.src_disk_uri),
    secretFiles: mountRows(secret_volumes, (file) => file.src_secret_uri),
    tty: payload.tty ?? false,
    shm: payload.resources?.shm ?? false,
    httpPort: http ? String(http.port) : "",
    httpRequiresAuth: http?.requires_auth ?? false,
    healthCheckPath: http?.health_check_path ?? "",
  };
}

function envRows(values: Readonly<Record<string, string>> | null | undefined): EnvRow[] {
  return Object.entries(values ?? {}).map(([name, value], key) => ({ key, name, value }));
}

type Mount = { readonly dst_path: string; readonly read_only?: boolean | null | undefined };

function mountRows<M extends Mount>(mounts: readonly M[] | null | undefined, uriOf: (mount: M) => string): MountRow[] {
  return (mounts ?? []).map((mount, key) => ({
    key,
    uri: uriOf(mount),
    path: mount.dst_path,
    readOnly: mount.read_only ?? true,
  }));
}
