import type { StartPayload } from "../../../contract/start.ts";
import type { Equivalent } from "./apoloCommand.ts";

/** A start request as a program for the public platform's Python SDK. */
export function pythonCode(request: StartPayload): Equivalent {
  const args = argumentsOf(request).map(([name, value]) => `            ${name}=${value},`);
  const needsUrl = args.some((line) => line.includes("URL("));
  const text = [
    "import asyncio",
    "",
    "import apolo_sdk",
    ...(needsUrl ? ["from yarl import URL"] : []),
    "",
    "",
    "async def main() -> None:",
    "    async with apolo_sdk.get() as client:",
    "        job = await client.jobs.start(",
    ...args,
    "        )",
    "        print(job.id)",
    "",
    "",
    "asyncio.run(main())",
    "",
  ].join("\n");
  const notes = request.http?.health_check_path ? ["The SDK cannot set the health check's path."] : [];
  return { text, notes };
}

/** Everything that differs from the SDK's own default, in the order of its reference. */
function argumentsOf(request: StartPayload): [string, string][] {
  const given: [string, string | undefined][] = [
    ["image", `client.parse.remote_image(${text(request.image)})`],
    ["preset_name", optional(request.preset_name)],
    ["cluster_name", optional(request.cluster_name)],
    ["org_name", optional(request.org_name)],
    ["project_name", optional(request.project_name)],
    ["entrypoint", optional(request.entrypoint)],
    ["command", optional(request.command)],
    ["working_dir", optional(request.working_dir)],
    ["http", httpOf(request)],
    ["env", dict(request.env, text)],
    ["volumes", list((request.volumes ?? []).map((volume) => mount("Volume", volume.src_storage_uri, volume)))],
    ["secret_env", dict(request.secret_env, url)],
    ["secret_files", list((request.secret_volumes ?? []).map(secretFile))],
    ["disk_volumes", list((request.disk_volumes ?? []).map((disk) => mount("DiskVolume", disk.src_disk_uri, disk)))],
    ["tty", truth(request.tty)],
    ["shm", truth(request.resources?.shm)],
    ["name", optional(request.name)],
    ["tags", list((request.tags ?? []).map(text))],
    ["description", optional(request.description)],
    ["pass_config", truth(request.pass_config)],
    ["wait_for_jobs_quota", truth(request.wait_for_jobs_quota)],
    ["schedule_timeout", number(request.schedule_timeout)],
    ["restart_policy", member("JobRestartPolicy", request.restart_policy, "never")],
    ["life_span", number(request.max_run_time_minutes && request.max_run_time_minutes * 60)],
    ["privileged", truth(request.privileged)],
    ["priority", member("JobPriority", request.priority, "normal")],
    ["energy_schedule_name", optional(request.energy_schedule_name)],
  ];
  return given.filter((argument): argument is [string, string] => argument[1] !== undefined);
}

/** JSON's strings are Python's too. */
function text(value: string): string {
  return JSON.stringify(value);
}

function url(value: string): string {
  return `URL(${text(value)})`;
}

function optional(value: string | null | undefined): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : text(value);
}

function number(value: number | null | undefined): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function truth(value: boolean | null | undefined): string | undefined {
  return value ? "True" : undefined;
}

function member(type: string, value: string | null | undefined, usual: string): string | undefined {
  if (value === undefined || value === null || value === usual) return undefined;
  return `apolo_sdk.${type}.${value.toUpperCase().replace("-", "_")}`;
}

function list(items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : `[${items.join(", ")}]`;
}

function dict(
  values: Readonly<Record<string, string>> | null | undefined,
  write: (value: string) => string,
): string | undefined {
  const entries = Object.entries(values ?? {}).map(([name, value]) => `${text(name)}: ${write(value)}`);
  return entries.length === 0 ? undefined : `{${entries.join(", ")}}`;
}

function httpOf({ http }: StartPayload): string | undefined {
  if (!http) return undefined;
  return `apolo_sdk.HTTPPort(port=${http.port}, requires_auth=${http.requires_auth ? "True" : "False"})`;
}

function mount(
  type: string,
  uri: string,
  { dst_path: path, read_only: readOnly }: { dst_path: string; read_only?: boolean | null },
): string {
  return `apolo_sdk.${type}(${url(uri)}, ${text(path)}, read_only=${(readOnly ?? true) ? "True" : "False"})`;
}

function secretFile({ src_secret_uri: uri, dst_path: path }: { src_secret_uri: string; dst_path: string }): string {
  return `apolo_sdk.SecretFile(${url(uri)}, ${text(path)})`;
}
