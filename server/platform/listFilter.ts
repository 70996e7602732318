import { JOB_STATUSES, type JobStatus } from "../../contract/status.ts";
import { brokenRule } from "../http/errors.ts";
import { readLabel } from "./pages/pageHost.ts";
import type { JobFilter } from "./store/query.ts";

/** Reads the parameters of a list (PROTOCOL.md, "List parameters"). @throws HttpError 400 that names the parameter */
export function readJobFilter(query: URLSearchParams): JobFilter {
  const filter: JobFilter = {
    statuses: query.getAll("status").map(readStatus),
    owners: query.getAll("owner"),
    tags: query.getAll("tag"),
    clusterNames: query.getAll("cluster_name"),
    orgNames: query.getAll("org_name"),
    projectNames: query.getAll("project_name"),
    name: query.get("name") || undefined,
    sinceMs: readTime(query, "since", "up"),
    untilMs: readTime(query, "until", "down"),
    reverse: readFlag(query, "reverse") ?? false,
    limit: readLimit(query),
    materialized: readFlag(query, "materialized"),
    beingDropped: readFlag(query, "being_dropped"),
    logsRemoved: readFlag(query, "logs_removed"),
  };
  const hostname = query.get("hostname");
  return hostname === null ? filter : atHost(filter, hostname.toLowerCase());
}

/** Only what is at a host too, whatever the domain: a job by its id, with or without a port, or by name and project. */
function atHost(filter: JobFilter, hostname: string): JobFilter {
  const [label = ""] = hostname.split(".", 1);
  const host = readLabel(label);
  if (host?.kind !== "name") return { ...filter, id: host?.jobId ?? label };
  const { name, projectName } = host;
  const contradicts = (wanted: readonly string[], value: string) => wanted.length > 0 && !wanted.includes(value);
  if (contradicts(filter.name === undefined ? [] : [filter.name], name)) return { ...filter, id: label };
  if (contradicts(filter.projectNames, projectName)) return { ...filter, id: label };
  return { ...filter, name, projectNames: [projectName] };
}

/** A boolean parameter: `0/1/true/false`. @throws HttpError 400 */
export function readFlag(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (text === "1" || text.toLowerCase() === "true") return true;
  if (text === "0" || text.toLowerCase() === "false") return false;
  throw brokenRule(name, `must be 0, 1, true or false, not ${JSON.stringify(text)}`);
}

/**
 * A time parameter, ISO 8601; UTC where it names no zone. Jobs are dated to the millisecond, so what is finer is
 * rounded to the side that keeps the bound inclusive.
 * @throws HttpError 400
 */
export function readTime(query: URLSearchParams, name: string, rounding: "up" | "down"): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(text);
  const [, date = "", time = "00:00", fraction = "", zone = "Z"] = match ?? [];
  const ms = Date.parse(`${date}T${time}${fraction === "" ? "" : `.${fraction.slice(0, 3)}`}${zone.toUpperCase()}`);
  if (!match || Number.isNaN(ms)) {
    throw brokenRule(name, `must be an ISO 8601 time such as 2026-01-31T12:00:00Z, not ${JSON.stringify(text)}`);
  }
  return ms + (rounding === "up" && /[1-9]/.test(fraction.slice(3)) ? 1 : 0);
}

function readStatus(word: string): JobStatus {
  const status = JOB_STATUSES.find((candidate) => candidate === word);
  if (status === undefined) throw brokenRule("status", `must be one of ${JOB_STATUSES.join(", ")}, not "${word}"`);
  return status;
}

function readLimit(query: URLSearchParams): number | undefined {
  const text = query.get("limit");
  if (text === null) return undefined;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || !Number.isSafeInteger(limit)) {
    throw brokenRule("limit", `must be a whole number above 0, not ${JSON.stringify(text)}`);
  }
  return limit;
}
