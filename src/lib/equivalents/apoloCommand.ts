import { quoteShellWord as quote } from "../../../contract/shellLine.ts";
import { formatDuration } from "../../../contract/durations.ts";
import type { StartPayload } from "../../../contract/start.ts";

/** A start request said in another way. */
export interface Equivalent {
  readonly text: string;
  /** What cannot be said in this way, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * A start request as the command line of the public platform's client. Every setting whose default there differs from
 * the API's is written out, so that the command starts the same job.
 */
export function apoloCommand(request: StartPayload): Equivalent {
  const options = [...placeOptions(request), ...jobOptions(request), ...containerOptions(request)];
  const command = request.command ? `-- ${quote(request.command)}` : undefined;
  const lines = ["apolo run", ...options, quote(request.image), command].filter((line) => line !== undefined);
  return { text: lines.join(" \\\n  "), notes: notesOf(request) };
}

function option(name: string, value: string | number | null | undefined): string[] {
  return value === undefined || value === null || value === "" ? [] : [`${name} ${quote(String(value))}`];
}

function flag(name: string, isSet: boolean | null | undefined): string[] {
  return isSet ? [name] : [];
}

function placeOptions(request: StartPayload): string[] {
  return [
    ...option("--cluster", request.cluster_name),
    ...option("--org", request.org_name),
    ...option("--project", request.project_name),
    ...option("--preset", request.preset_name),
  ];
}

function jobOptions(request: StartPayload): string[] {
  const minutes = request.max_run_time_minutes ?? undefined;
  const policy = request.restart_policy ?? "never";
  const priority = request.priority ?? "normal";
  return [
    ...option("--name", request.name),
    ...option("--description", request.description),
    ...(request.tags ?? []).flatMap((tag) => option("--tag", tag)),
    // Without it the client ends a job after a day.
    ...option("--life-span", minutes === undefined ? "0" : formatDuration(minutes * 60)),
    ...option("--schedule-timeout", request.schedule_timeout && formatDuration(request.schedule_timeout)),
    ...option("--restart", policy === "never" ? undefined : policy),
    ...option("--priority", priority === "normal" ? undefined : priority),
    ...option("--energy-schedule", request.energy_schedule_name),
    ...flag("--pass-config", request.pass_config),
    ...flag("--wait-for-seat", request.wait_for_jobs_quota),
    ...flag("--privileged", request.privileged),
  ];
}

function containerOptions(request: StartPayload): string[] {
  const { http } = request;
  const mode = (readOnly: boolean | null | undefined) => ((readOnly ?? true) ? "ro" : "rw");
  return [
    ...option("--entrypoint", request.entrypoint),
    ...option("--workdir", request.working_dir),
    // The client opens port 80 unless it is told another one.
    ...option("--http-port", http?.port ?? 0),
    ...flag("--no-http-auth", http && !http.requires_auth),
    ...flag("--no-extshm", !request.resources?.shm),
    request.tty ? "--tty" : "--no-tty",
    ...Object.entries(request.env ?? {}).flatMap(([name, value]) => option("--env", `${name}=${value}`)),
    ...Object.entries(request.secret_env ?? {}).flatMap(([name, uri]) => option("--env", `${name}=${uri}`)),
    ...(request.volumes ?? []).flatMap((volume) =>
      option("--volume", `${volume.src_storage_uri}:${volume.dst_path}:${mode(volume.read_only)}`),
    ),
    ...(request.disk_volumes ?? []).flatMap((disk) =>
      option("--volume", `${disk.src_disk_uri}:${disk.dst_path}:${mode(disk.read_only)}`),
    ),
    ...(request.secret_volumes ?? []).flatMap((file) => option("--volume", `${file.src_secret_uri}:${file.dst_path}`)),
  ];
}

function notesOf({ http, env }: StartPayload): string[] {
  const clashing = Object.values(env ?? {}).some((value) => value.startsWith("secret:"));
  return [
    ...(http?.health_check_path ? ["The command cannot set the health check's path."] : []),
    ...(clashing ? ['The command takes a value that begins with "secret:" for a secret.'] : []),
  ];
}
