import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Job } from "../../../contract/job.ts";
import { MOST_JOBS } from "../../api/queries/jobList.ts";
import { coveringFilter, jobsQuery, loadOlderJobs } from "../../api/queries/jobs.ts";
import type { JobsFilter } from "../../api/queries/jobsFilter.ts";
import { useClient } from "../../components/ClientContext.ts";
import type { SearchContext } from "../../lib/jobSearch/matchJobs.ts";
import { platformFilter } from "../../lib/jobSearch/plan.ts";
import type { Query } from "../../lib/jobSearch/query.ts";
import { searchJobs } from "../../lib/jobSearch/searchJobs.ts";
import { countByStatus, countIdle, type StatusCounts } from "./listView.ts";

/** The list as the page shows it. */
export type JobListState =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly error: Error; readonly retry: () => void }
  | LoadedJobList;

export interface LoadedJobList {
  readonly state: "loaded";
  /** What the query lets through, newest first. */
  readonly jobs: readonly Job[];
  /** How many jobs are loaded for this query. */
  readonly loadedCount: number;
  /** More of them are on their way. */
  readonly isArriving: boolean;
  readonly counts: StatusCounts;
  /** How many jobs hold resources without using them, whatever else is looked for. */
  readonly idleCount: number;
  /** There are jobs that are not loaded and so not counted. */
  readonly isPartial: boolean;
  /** Set while what is shown may be out of date. */
  readonly stale: { readonly error: Error; readonly sinceMs: number } | undefined;
  /** More of the past; undefined when all is here. */
  readonly older: OlderJobs | undefined;
}

export interface OlderJobs {
  readonly load: () => void;
  readonly isLoading: boolean;
  readonly error: Error | null;
  /** Creation time of the oldest job, once the list is as long as it may be: older ones need another search. */
  readonly fullFromMs: number | undefined;
}

/** The platform is asked when whoever types has paused. */
const PAUSE_MS = 200;
/** A list that only counts is read less often than the one that is shown. */
const COUNTS_REFRESH_MS = 10_000;

/**
 * Jobs for the list. The platform is asked for what of the query it can answer, unless a list at hand has all of it;
 * until it has answered, what is known is shown. Chips count among all statuses, so there may be two lists.
 */
export function useJobList(query: Query, context: SearchContext): JobListState {
  const client = useClient();
  const cache = useQueryClient();
  const wanted = usePlatformFilter(query, context);
  const everyFilter = useMemo((): JobsFilter => ({ ...wanted, statuses: undefined }), [wanted]);
  const everyKnown = coveringFilter(cache, everyFilter) ?? everyFilter;
  // Until a list that has to be asked for is there, what fits of the one before is shown.
  const everyOptions = { ...jobsQuery(client, cache, everyKnown), placeholderData: keepPreviousData };
  const everyList = cache.getQueryData(everyOptions.queryKey);
  const asksForSome = wanted.statuses !== undefined && !(everyList?.isComplete && !everyList.hasOlder);
  const someKnown = coveringFilter(cache, wanted) ?? wanted;
  const some = useQuery({ ...jobsQuery(client, cache, someKnown), enabled: asksForSome });
  const showsSome = asksForSome && some.data !== undefined;
  const every = useQuery(showsSome ? { ...everyOptions, refetchInterval: COUNTS_REFRESH_MS } : everyOptions);
  const shown = showsSome ? some : every;
  const shownFilter = showsSome ? someKnown : everyKnown;
  const older = useMutation({ mutationFn: () => loadOlderJobs(cache, client, shownFilter) });

  const everyJob = every.data?.jobs;
  const counts = useMemo(() => countByStatus(everyJob ?? [], query, context), [everyJob, query, context]);
  const idleCount = useMemo(() => countIdle(everyJob ?? [], context), [everyJob, context]);
  const jobs = useMemo(() => searchJobs(shown.data?.jobs ?? [], query, context), [shown.data?.jobs, query, context]);

  const list = shown.data;
  if (!list?.isComplete && (list?.jobs.length ?? 0) === 0) {
    return shown.error
      ? { state: "failed", error: shown.error, retry: () => void shown.refetch() }
      : { state: "loading" };
  }
  if (!list) return { state: "loading" };
  const trouble = [every, shown].map((read) => read.error ?? read.failureReason).find((error) => error !== null);
  return {
    state: "loaded",
    jobs,
    loadedCount: list.jobs.length,
    isArriving: !list.isComplete || shown.isPlaceholderData,
    counts,
    idleCount,
    isPartial: every.data === undefined || every.data.hasOlder || !every.data.isComplete,
    stale: trouble && { error: trouble, sinceMs: shown.dataUpdatedAt },
    older:
      list.hasOlder && !shown.isPlaceholderData
        ? {
            load: () => older.mutate(),
            isLoading: older.isPending,
            error: older.error,
            fullFromMs: list.jobs.length >= MOST_JOBS ? list.pagedToMs : undefined,
          }
        : undefined,
  };
}

/**
 * What to ask the platform for: at once where a list has it already, else after a pause. Relative moments are reckoned
 * from when they were typed: the list's own test moves on, and asking anew each minute would load all again.
 */
function usePlatformFilter(query: Query, context: SearchContext): JobsFilter {
  const cache = useQueryClient();
  const [asked, setAsked] = useState({ query, nowMs: context.nowMs });
  if (asked.query !== query) setAsked({ query, nowMs: context.nowMs });
  const key = JSON.stringify(platformFilter(query, { ...context, nowMs: asked.nowMs }));
  // What is typed on counts, be it for the platform or not.
  const [{ key: settledKey }] = useDebouncedValue(
    useMemo(() => ({ key, query }), [key, query]),
    PAUSE_MS,
  );
  const filter = useMemo(() => JSON.parse(key) as JobsFilter, [key]);
  const settled = useMemo(() => JSON.parse(settledKey) as JobsFilter, [settledKey]);
  return coveringFilter(cache, filter) ? filter : settled;
}
