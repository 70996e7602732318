import type { QueryClient } from "@tanstack/react-query";
import type { Job } from "../../../contract/job.ts";
import { removeJobs, type JobList } from "./jobList.ts";

/** As the lists of jobs.ts are keyed. */
const LISTS = { queryKey: ["jobs"] } as const;

/** A job as it was read last by any list; undefined where none has it. */
export function knownJob(cache: QueryClient, id: string): Job | undefined {
  for (const [, list] of cache.getQueriesData<JobList>(LISTS)) {
    const job = list?.known.get(id);
    if (job) return job;
  }
  return undefined;
}

/** Takes jobs that were deleted out of every list at once. */
export function forgetJobs(cache: QueryClient, ids: readonly string[]): void {
  cache.setQueriesData<JobList>(LISTS, (list) => list && removeJobs(list, ids));
}
