import { ACTIVE_STATUSES, FINISHED_STATUSES, JOB_STATUSES, type JobStatus } from "../../../contract/status.ts";
import type { SearchKey } from "./keys.ts";
import { isPattern, type SearchContext } from "./matchJobs.ts";
import { readWholeMoment, type Edge } from "./moment.ts";
import { termsOf, type Query } from "./query.ts";

/** The part of a query that a platform can answer; every list is sorted, so that equal ones look equal. */
export interface PlatformFilter {
  readonly statuses?: readonly JobStatus[];
  readonly name?: string;
  /** A job must have all of them. */
  readonly tags?: readonly string[];
  readonly owners?: readonly string[];
  readonly clusters?: readonly string[];
  readonly orgs?: readonly string[];
  readonly projects?: readonly string[];
  /** Creation time in milliseconds since the epoch, inclusive. */
  readonly sinceMs?: number;
  /** Creation time in milliseconds since the epoch, inclusive. */
  readonly untilMs?: number;
}

/** What of a query the platform can be asked for; what it finds may be more than the query means, never less. */
export function platformFilter(query: Query, context: SearchContext): PlatformFilter {
  const names = wholeValues(query, "name");
  const filter: PlatformFilter = {
    statuses: wantedStatuses(query),
    name: names?.length === 1 ? names[0] : undefined,
    tags: wantedTags(query),
    owners: wantedOwners(query, context.person),
    clusters: wholeValues(query, "cluster"),
    orgs: wholeValues(query, "org"),
    projects: wholeValues(query, "project"),
    sinceMs: wantedEdge(query, "since", context.nowMs),
    untilMs: wantedEdge(query, "until", context.nowMs),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** The values of the first term that the platform compares in the same way as this search does. */
function wholeValues(query: Query, key: SearchKey): string[] | undefined {
  const term = termsOf(query, key).find(
    ({ isNegated, values }) => !isNegated && !values.some(({ text }) => isPattern(text)),
  );
  return term && [...new Set(term.values.map(({ text }) => text))].sort();
}

function wantedStatuses(query: Query): readonly JobStatus[] | undefined {
  const sets = [
    ...termsOf(query, "status").map(({ isNegated, values }) => (isNegated ? [] : values.map(({ text }) => text))),
    ...singleTraits(query).map((trait): readonly string[] => TRAIT_STATUSES[trait] ?? []),
  ].filter((set) => set.length > 0 && !set.includes("unknown"));
  if (sets.length === 0) return undefined;
  const common = JOB_STATUSES.filter((status) => sets.every((set) => set.includes(status)));
  // Nothing can be both: what is asked for does not matter, the test lets none through.
  const wanted = common.length > 0 ? common : JOB_STATUSES.filter((status) => sets[0]?.includes(status));
  return wanted.length === JOB_STATUSES.length ? undefined : wanted;
}

const TRAIT_STATUSES: Readonly<Record<string, readonly JobStatus[] | undefined>> = {
  active: ACTIVE_STATUSES,
  finished: FINISHED_STATUSES,
  waiting: ["pending", "suspended"],
  idle: ["running"],
};

/** Traits that a job must have, each alone in its term. */
function singleTraits(query: Query): string[] {
  return termsOf(query, "is").flatMap(({ isNegated, values }) =>
    isNegated || values.length !== 1 ? [] : values.map(({ text }) => text),
  );
}

function wantedOwners(query: Query, person: string | undefined): readonly string[] | undefined {
  const named = wholeValues(query, "owner");
  if (named === undefined) return person !== undefined && singleTraits(query).includes("mine") ? [person] : undefined;
  if (person === undefined && named.includes("me")) return undefined;
  return [...new Set(named.map((name) => (name === "me" ? (person ?? name) : name)))].sort();
}

/** Several tags in one term mean any of them, which the platform cannot be asked for. */
function wantedTags(query: Query): readonly string[] | undefined {
  const tags = termsOf(query, "tag").flatMap(({ isNegated, values }) =>
    isNegated || values.length !== 1 ? [] : values.map(({ text }) => text).filter((text) => !isPattern(text)),
  );
  return tags.length === 0 ? undefined : [...new Set(tags)].sort();
}

function wantedEdge(query: Query, edge: Edge, nowMs: number): number | undefined {
  const moments = termsOf(query, edge).flatMap(({ values }) => {
    const ms = readWholeMoment(values[0]?.text ?? "", edge, nowMs);
    return ms === undefined ? [] : [ms];
  });
  if (moments.length === 0) return undefined;
  return edge === "since" ? Math.max(...moments) : Math.min(...moments);
}
