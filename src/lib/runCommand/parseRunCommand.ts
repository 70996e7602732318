import * as z from "zod/mini";
import { firstIssue } from "../../../contract/parse.ts";
import { resources } from "../../../contract/container.ts";
import { startRequest, type RunPayload, type StartPayload } from "../../../contract/start.ts";
import { joinShellLine, splitShellLine } from "../../../contract/shellLine.ts";
import { flatOf, type OwnDemand } from "../startBody.ts";
import { APOLO_RULES } from "./apoloRules.ts";
import { DOCKER_RULES } from "./dockerRules.ts";
import { commandLineOf, emptyDraft, payloadOf, type Draft } from "./draft.ts";
import { readOptions } from "./optionTable.ts";

/** What was pasted, as a start request. */
export type PastedRequest =
  | {
      readonly ok: true;
      readonly request: Partial<StartPayload>;
      /** The resources it asks for in place of a preset's. */
      readonly own?: OwnDemand;
      /** What could not be carried over, a line each, with the reason. */
      readonly leftOut: readonly string[];
    }
  | {
      readonly ok: false;
      /** What to paste instead. */
      readonly reason: string;
    };

/**
 * Reads what people paste to start a job from: `apolo run …`, `neuro run …` (also `… job run`), `docker run …`,
 * `podman run …`, or the JSON of a start request.
 */
export function parseRunCommand(text: string): PastedRequest {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return parseJson(trimmed);
  const split = splitShellLine(joinLines(trimmed.replace(/^\$ /, "")));
  if (!split.ok) return { ok: false, reason: `The command line ${split.reason}.` };
  const [program = "", ...args] = split.words;
  const name = program.split("/").at(-1) ?? "";
  const rest = args.filter((word, index) => !(index === 0 && (word === "job" || word === "container")));
  if (rest[0] === "run" && (name === "apolo" || name === "neuro")) return parseApolo(rest.slice(1));
  if (rest[0] === "run" && (name === "docker" || name === "podman")) return parseDocker(rest.slice(1));
  return {
    ok: false,
    reason: "Paste an `apolo run …`, `neuro run …` or `docker run …` command, or the JSON of a start request.",
  };
}

/** A backslash at the end of a line continues it; a shell drops both, but not between single quotes. */
function joinLines(text: string): string {
  return text.replace(/'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\\r?\n|\\[\s\S]/g, (part) =>
    /^\\\r?\n$/.test(part) ? "" : part,
  );
}

function parseApolo(words: readonly string[]): PastedRequest {
  // What the command line does where nothing is said differs from the API.
  const draft: Draft = { ...emptyDraft(), resources: { shm: true }, http: { port: 80, requires_auth: true } };
  draft.max_run_time_minutes = 24 * 60;
  const { rest, leftOut } = readOptions(words, APOLO_RULES, draft, { interspersed: false });
  const [image, ...program] = rest;
  const command = program[0] === "--" ? program.slice(1) : program;
  // The client takes a single word for a whole line and quotes several.
  const line = command.length === 1 ? command[0] : commandLineOf(command);
  return finish({ ...draft, image, command: line }, leftOut);
}

function parseDocker(words: readonly string[]): PastedRequest {
  const draft = emptyDraft();
  const { rest, leftOut } = readOptions(words, DOCKER_RULES, draft, { interspersed: false });
  const [image, ...command] = rest;
  const entrypoint = draft.entrypoint ? joinShellLine([draft.entrypoint]) : draft.entrypoint;
  return finish({ ...draft, entrypoint, image, command: commandLineOf(command) }, leftOut);
}

function finish(draft: Draft & { image: string | undefined }, leftOut: readonly string[]): PastedRequest {
  if (draft.image === undefined) return { ok: false, reason: "The command names no image." };
  return { ok: true, request: payloadOf(draft), leftOut };
}

function parseJson(text: string): PastedRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, reason: `This is not JSON: ${(error as Error).message}` };
  }
  const { fields, own, reason } = withoutOwn(value as Record<string, unknown>);
  const known = new Set(Object.keys(KNOWN_FIELDS));
  const entries = Object.entries(fields);
  const unknown = entries.filter(([name]) => !known.has(name)).map(([name]) => `${name}: this field is not known`);
  const leftOut = reason === undefined ? unknown : [...unknown, reason];
  const request = Object.fromEntries(entries.filter(([name]) => known.has(name)));
  const checked = z.safeParse(startRequest, request, { reportInput: true });
  if (checked.success) return { ok: true, request, ...(own && { own }), leftOut };
  const broken = checked.error.issues.map((issue) => firstIssue({ ...checked.error, issues: [issue] }));
  // A field of the wrong kind would break the form; one that only breaks a rule is put right there.
  const unusable = new Set(broken.map(({ field }) => field.split(/[.[]/, 1)[0] ?? ""));
  const usable = Object.fromEntries(Object.entries(request).filter(([name]) => !unusable.has(name)));
  return {
    ok: true,
    request: usable,
    ...(own && { own }),
    leftOut: [
      ...leftOut,
      ...broken
        .filter(({ field }) => field in request || /[.[]/.test(field))
        .map(({ field, reason }) => `${field}: ${reason}`),
    ],
  };
}

/** Takes apart what brings its own resources: its fields as those of a start request, and what it asks for. */
function withoutOwn(value: Record<string, unknown>): {
  readonly fields: Record<string, unknown>;
  readonly own?: OwnDemand;
  readonly reason?: string;
} {
  const { container } = value;
  if (typeof container !== "object" || container === null) return { fields: value };
  const demanded = (container as { resources?: unknown }).resources ?? {};
  const checked = z.safeParse(resources, demanded, { reportInput: true });
  const { request, own } = flatOf({ ...value, container: { ...container, resources: demanded } } as RunPayload);
  if (checked.success) return { fields: request, ...(own && { own }) };
  const { field, reason } = firstIssue(checked.error);
  return { fields: request, reason: `container.resources.${field}: ${reason}` };
}

/** Every field of a start request, so that a new one cannot be forgotten. */
const KNOWN_FIELDS: Readonly<Record<keyof StartPayload, true>> = {
  ...{ image: true, entrypoint: true, command: true, working_dir: true, http: true, env: true, volumes: true },
  ...{ secret_env: true, secret_volumes: true, disk_volumes: true, tty: true, resources: true, name: true },
  ...{ preset_name: true, tags: true, description: true, cluster_name: true, org_name: true, project_name: true },
  ...{ pass_config: true, wait_for_jobs_quota: true, privileged: true, schedule_timeout: true },
  ...{ max_run_time_minutes: true, restart_policy: true, priority: true, energy_schedule_name: true },
};
