import { parseDuration } from "../../../contract/durations.ts";
import type { StartPayload } from "../../../contract/start.ts";
import type { EnvRow, StartForm } from "./startForm.ts";

/** The start request that a form stands for. Empty fields are left out, so that the platform's defaults hold. */
export function toRequest(form: StartForm): StartPayload {
  return withoutUndefined({
    ...form.carried,
    image: form.image.trim(),
    preset_name: filled(form.preset),
    command: filled(form.command),
    entrypoint: filled(form.entrypoint),
    name: filled(form.name),
    description: filled(form.description),
    tags: form.tags.length > 0 ? [...form.tags] : undefined,
    env: envOf(form.env),
    tty: form.tty || undefined,
    http: httpOf(form),
    working_dir: filled(form.workingDir),
    max_run_time_minutes: lifeSpanMinutes(form.lifeSpan),
    schedule_timeout: seconds(form.scheduleTimeout),
    restart_policy: form.restartPolicy === "never" ? undefined : form.restartPolicy,
    priority: form.priority === "normal" ? undefined : form.priority,
  });
}

function filled(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === "" ? undefined : trimmed;
}

/** Rows without a name and a value are still empty; they do not count. */
export function isBlankRow(row: EnvRow): boolean {
  return row.name.trim() === "" && row.value === "";
}

function envOf(rows: readonly EnvRow[]): Record<string, string> | undefined {
  const entries = rows.filter((row) => !isBlankRow(row)).map((row) => [row.name.trim(), row.value] as const);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function httpOf(form: StartForm): StartPayload["http"] {
  const port = filled(form.httpPort);
  if (port === undefined) return undefined;
  return withoutUndefined({
    port: Number(port),
    requires_auth: form.httpRequiresAuth || undefined,
    health_check_path: form.healthCheckPath,
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
