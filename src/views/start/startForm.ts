import { formatDuration } from "../../../contract/durations.ts";
import type { Priority, RestartPolicy } from "../../../contract/job.ts";
import type { StartPayload } from "../../../contract/start.ts";

/** One row of the environment; `key` tells rows apart while names are being typed. */
export interface EnvRow {
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

/** What the form does not show but sends as it came, by wire name: from a job that is edited and run again. */
export type CarriedFields = Omit<StartPayload, ShownWireField>;

/** The start form as the user sees it: texts as typed, nothing interpreted. */
export interface StartForm {
  readonly image: string;
  readonly preset: string;
  /** One shell-quoted line, as is the entrypoint. */
  readonly command: string;
  readonly entrypoint: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly env: readonly EnvRow[];
  readonly tty: boolean;
  readonly httpPort: string;
  readonly httpRequiresAuth: boolean;
  readonly workingDir: string;
  /** As {@link formatDuration} writes it, "1d2h30m". */
  readonly lifeSpan: string;
  /** As {@link formatDuration} writes it. */
  readonly scheduleTimeout: string;
  readonly restartPolicy: RestartPolicy;
  readonly priority: Priority;
  readonly carried: CarriedFields;
  readonly healthCheckPath: string | undefined;
}

/** A field that can be edited and can be wrong. */
export type FormField = Exclude<keyof StartForm, "carried" | "healthCheckPath">;

/** Which wire field each shown field ends up in. */
export const WIRE_FIELDS = {
  image: "image",
  preset: "preset_name",
  command: "command",
  entrypoint: "entrypoint",
  name: "name",
  description: "description",
  tags: "tags",
  env: "env",
  tty: "tty",
  httpPort: "http",
  httpRequiresAuth: "http",
  workingDir: "working_dir",
  lifeSpan: "max_run_time_minutes",
  scheduleTimeout: "schedule_timeout",
  restartPolicy: "restart_policy",
  priority: "priority",
} as const satisfies Record<FormField, keyof StartPayload>;

/** What the fields are called on the page. */
export const FIELD_LABELS: Record<FormField, string> = {
  image: "Image",
  preset: "Preset",
  command: "Command",
  entrypoint: "Entrypoint",
  name: "Name",
  description: "Description",
  tags: "Tags",
  env: "Environment",
  tty: "Terminal",
  httpPort: "HTTP port",
  httpRequiresAuth: "HTTP port",
  workingDir: "Working directory",
  lifeSpan: "Life span",
  scheduleTimeout: "Schedule timeout",
  restartPolicy: "Restart",
  priority: "Priority",
};

type ShownWireField = (typeof WIRE_FIELDS)[FormField];

const FORM_FIELDS: ReadonlyMap<string, FormField> = new Map(
  (Object.entries(WIRE_FIELDS) as [FormField, string][])
    .filter(([field]) => field !== "httpRequiresAuth")
    .map(([field, wire]) => [wire, field]),
);

/** The shown field that a wire path belongs to ("env.PATH", "tags[0]"); undefined for what the form does not show. */
export function formFieldOf(wirePath: string): FormField | undefined {
  return FORM_FIELDS.get(wirePath.split(/[.[]/, 1)[0] ?? "");
}

/** An empty form for an image and a preset. */
export function emptyForm(image: string, preset: string): StartForm {
  return {
    image,
    preset,
    command: "",
    entrypoint: "",
    name: "",
    description: "",
    tags: [],
    env: [],
    tty: false,
    httpPort: "",
    httpRequiresAuth: false,
    workingDir: "",
    lifeSpan: "",
    scheduleTimeout: "",
    restartPolicy: "never",
    priority: "normal",
    carried: {},
    healthCheckPath: undefined,
  };
}

/** The form that starts the same job again; what it does not show is carried along. */
export function formOf(payload: StartPayload, fallbackPreset: string): StartForm {
  const {
    image,
    preset_name,
    command,
    entrypoint,
    name,
    description,
    tags,
    env,
    tty,
    http,
    working_dir,
    max_run_time_minutes,
    schedule_timeout,
    restart_policy,
    priority,
    ...carried
  } = payload;
  return {
    image,
    preset: preset_name ?? fallbackPreset,
    command: command ?? "",
    entrypoint: entrypoint ?? "",
    name: name ?? "",
    description: description ?? "",
    tags: tags ?? [],
    env: Object.entries(env ?? {}).map(([key, value], index) => ({ key: index, name: key, value })),
    tty: tty ?? false,
    httpPort: http ? String(http.port) : "",
    httpRequiresAuth: http?.requires_auth ?? false,
    workingDir: working_dir ?? "",
    lifeSpan: max_run_time_minutes ? formatDuration(max_run_time_minutes * 60) : "",
    scheduleTimeout: schedule_timeout ? formatDuration(schedule_timeout) : "",
    restartPolicy: restart_policy ?? "never",
    priority: priority ?? "normal",
    carried,
    healthCheckPath: http?.health_check_path ?? undefined,
  };
}
