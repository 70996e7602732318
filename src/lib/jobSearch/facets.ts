import type { Job } from "../../../contract/job.ts";
import { SEARCH_STATUSES, TRAITS, type SearchKey } from "./keys.ts";
import { jobValues, termMatcher, type SearchContext } from "./matchJobs.ts";
import type { KeyTerm } from "./query.ts";

/** A value of a key and how many jobs it would leave. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

/** Spans of time that are offered, the shortest first. */
const MOMENTS = ["1h", "today", "1d", "yesterday", "3d", "1w", "30d"] as const;

/** What {@link facetCounts} reads beside the jobs. */
export interface FacetSource {
  readonly context: SearchContext;
  readonly names: Partial<Readonly<Record<SearchKey, readonly string[]>>>;
}

interface Known {
  readonly source: FacetSource;
  readonly byKey: Map<SearchKey, readonly FacetValue[]>;
}

/** Counting thousands of jobs at every keystroke would be felt; most keystrokes leave the jobs to count as they are. */
const known = new WeakMap<readonly Job[], Known>();

/** Every value of a key that is worth offering, most jobs first; oneself before all, and moments in their order. */
export function facetCounts(key: SearchKey, jobs: readonly Job[], source: FacetSource): readonly FacetValue[] {
  const last = known.get(jobs);
  const isSame = last?.source.context === source.context && last.source.names === source.names;
  const counts: Known = isSame ? last : { source: { context: source.context, names: source.names }, byKey: new Map() };
  known.set(jobs, counts);
  const values = counts.byKey.get(key) ?? countFacet(key, jobs, source);
  counts.byKey.set(key, values);
  return values;
}

function countFacet(key: SearchKey, jobs: readonly Job[], { context, names }: FacetSource): FacetValue[] {
  switch (key) {
    case "since":
    case "until":
      return counted(MOMENTS, key, jobs, context);
    case "is":
      return mostFirst(counted(Object.keys(TRAITS), key, jobs, context));
    case "owner":
      return [
        ...(context.person === undefined ? [] : counted(["me"], key, jobs, context)),
        ...mostFirst(countValues(key, jobs, names.owner)),
      ];
    case "status":
      return mostFirst(
        countValues(key, jobs, SEARCH_STATUSES).filter(({ value, count }) => value !== "unknown" || count),
      );
    default:
      return mostFirst(countValues(key, jobs, names[key]));
  }
}

function countValues(
  key: Exclude<SearchKey, "since" | "until" | "is">,
  jobs: readonly Job[],
  known: readonly string[] = [],
): FacetValue[] {
  const counts = new Map<string, number>(known.map((value) => [value, 0]));
  const valuesOf = jobValues(key);
  for (const job of jobs) {
    const values = valuesOf(job);
    if (typeof values === "string") counts.set(values, (counts.get(values) ?? 0) + 1);
    else for (const value of values ?? []) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Array.from(counts, ([value, count]) => ({ value, count }));
}

function counted(
  values: readonly string[],
  key: SearchKey,
  jobs: readonly Job[],
  context: SearchContext,
): FacetValue[] {
  return values.map((text) => {
    const term: KeyTerm = {
      ...{ kind: "key", key, isNegated: false, problem: undefined, start: 0, end: 0 },
      values: [{ text, start: 0, end: 0 }],
    };
    return { value: text, count: jobs.filter(termMatcher(term, context)).length };
  });
}

function mostFirst(values: FacetValue[]): FacetValue[] {
  return values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
