import { parseDuration } from "../../../../contract/durations.ts";
import type { StartPayload } from "../../../../contract/start.ts";
import type { OwnDemand } from "../../../lib/startBody.ts";
import { parseRunCommand } from "../../../lib/runCommand/parseRunCommand.ts";

/** What a link or a pasted text asks for. */
export interface FoundRequest {
  readonly request: Partial<StartPayload>;
  /** The resources it asks for in place of a preset's. */
  readonly own?: OwnDemand | undefined;
  /** What could not be carried over, a line each, with the reason. */
  readonly leftOut: readonly string[];
}

/** The address's parameters as the router reads them: what looks like JSON is JSON already. */
export type LinkSearch = Readonly<Record<string, unknown>>;

/** Fields whose text the router may have taken for a number or a truth. */
const TEXTS: ReadonlySet<string> = new Set([
  ...["image", "entrypoint", "command", "working_dir", "name", "preset_name", "description", "cluster_name"],
  ...["org_name", "project_name", "energy_schedule_name"],
]);

/**
 * The request that a link's parameters ask for: `request` with the JSON of one, or a parameter a field by its name on the
 * wire. Shorter ways: `preset`, `tag` and `env=NAME=value` (both any number of times), `life_span=1d2h`, `http_port`.
 * @returns undefined where the link asks for nothing
 */
export function requestOfLink(search: LinkSearch): FoundRequest | undefined {
  const given = Object.entries(search).filter(([name, value]) => name !== "from" && value !== undefined);
  if (given.length === 0) return undefined;
  const leftOut: string[] = [];
  const fields: Record<string, unknown> = {};
  for (const [name, value] of given) {
    const reason = take(fields, name, value);
    if (reason !== undefined) leftOut.push(`${name}: ${reason}`);
  }
  const read = parseRunCommand(JSON.stringify(fields));
  if (!read.ok) return { request: {}, leftOut: [...leftOut, read.reason] };
  const { request, own } = read;
  return { request, ...(own && { own }), leftOut: [...leftOut, ...read.leftOut] };
}

/** Puts one parameter where it belongs. @returns why it cannot be understood */
function take(fields: Record<string, unknown>, name: string, value: unknown): string | undefined {
  if (name === "request") return takeRequest(fields, value);
  if (name === "preset") fields.preset_name = plain(value);
  else if (name === "tag") fields.tags = list(value).map(plain);
  else if (name === "tags") fields.tags = list(value).map(plain);
  else if (name === "http_port") fields.http = { port: value };
  else if (name === "life_span") return takeLifeSpan(fields, value);
  else if (name === "env") return takeEnv(fields, value);
  else fields[name] = TEXTS.has(name) ? plain(value) : value;
  return undefined;
}

function takeRequest(fields: Record<string, unknown>, value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return 'write the JSON of a start request, such as {"image":"python:3.13-slim"}';
  }
  Object.assign(fields, value);
  return undefined;
}

function takeLifeSpan(fields: Record<string, unknown>, value: unknown): string | undefined {
  const seconds = parseDuration(String(value));
  if (seconds === undefined || seconds < 60) return "write a duration of at least a minute, such as 1d2h30m";
  fields.max_run_time_minutes = Math.floor(seconds / 60);
  return undefined;
}

function takeEnv(fields: Record<string, unknown>, value: unknown): string | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    fields.env = Object.fromEntries(Object.entries(value).map(([name, text]) => [name, plain(text)]));
    return undefined;
  }
  const pairs = list(value).map((text) => /^([^=]+)=([\s\S]*)$/.exec(String(text)));
  if (pairs.some((pair) => pair === null)) return "write NAME=value";
  fields.env = Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]));
  return undefined;
}

/** A number, or a truth, was a text before the router read it. */
function plain(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
