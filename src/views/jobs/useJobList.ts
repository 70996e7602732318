import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Job } from "../../../contract/job.ts";
import { jobsQuery, loadOlderJobs } from "../../api/queries/jobs.ts";
import { useClient } from "../../components/ClientContext.ts";
import { countByStatus, filterJobs, type ListFilter, type StatusCounts } from "./listView.ts";

/** The list as the page shows it. */
export type JobListState =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly error: Error; readonly retry: () => void }
  | LoadedJobList;

export interface LoadedJobList {
  readonly state: "loaded";
  /** What the filter lets through, newest first. */
  readonly jobs: readonly Job[];
  /** How many jobs are loaded in all. */
  readonly loadedCount: number;
  readonly counts: StatusCounts;
  /** Set while what is shown may be out of date. */
  readonly stale: { readonly error: Error; readonly sinceMs: number } | undefined;
  /** Loads more of the past; undefined when all is here. */
  readonly older: OlderJobs | undefined;
}

export interface OlderJobs {
  readonly load: () => void;
  readonly isLoading: boolean;
  readonly error: Error | null;
}

/**
 * Jobs for the list. As long as all jobs are loaded a filter by status is answered from them; where older ones are left
 * on the platform, it is asked for those of these statuses.
 */
export function useJobList(filter: ListFilter): JobListState {
  const client = useClient();
  const cache = useQueryClient();
  const all = useQuery(jobsQuery(client));
  const asksForStatuses = filter.statuses.length > 0 && all.data?.hasOlder === true;
  const statusFilter = { statuses: filter.statuses };
  const some = useQuery({ ...jobsQuery(client, statusFilter), enabled: asksForStatuses });
  const shown = asksForStatuses && some.data?.isComplete ? some : all;
  const older = useMutation({
    mutationFn: () => loadOlderJobs(cache, client, asksForStatuses ? statusFilter : {}),
  });

  const allJobs = all.data?.jobs;
  const counts = useMemo(() => countByStatus(allJobs ?? [], filter.query), [allJobs, filter.query]);
  const jobs = useMemo(() => filterJobs(shown.data?.jobs ?? [], filter), [shown.data?.jobs, filter]);

  if (!all.data?.isComplete && all.error) {
    return { state: "failed", error: all.error, retry: () => void all.refetch() };
  }
  if (!shown.data || (!shown.data.isComplete && shown.data.jobs.length === 0)) return { state: "loading" };
  const trouble = [all, shown].map((query) => query.error ?? query.failureReason).find((error) => error !== null);
  return {
    state: "loaded",
    jobs,
    loadedCount: shown.data.jobs.length,
    counts,
    stale: trouble && { error: trouble, sinceMs: shown.dataUpdatedAt },
    older: shown.data.hasOlder
      ? { load: () => older.mutate(), isLoading: older.isPending, error: older.error }
      : undefined,
  };
}
