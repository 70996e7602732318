import { queryOptions } from "@tanstack/react-query";
import type { Job } from "../../../contract/job.ts";
import type { JobsClient } from "../jobsClient.ts";

const STALE_MS = 2_000;
const MOST_JOBS = 100;

/** The latest jobs that run, for whoever wants to get into one. */
export function runningJobsQuery(client: JobsClient) {
  return queryOptions({
    queryKey: ["runningJobs"] as const,
    queryFn: async ({ signal }) => {
      const jobs: Job[] = [];
      for await (const job of client.list({ statuses: ["running"], reverse: true, limit: MOST_JOBS }, { signal })) {
        jobs.push(job);
      }
      return jobs;
    },
    staleTime: STALE_MS,
  });
}
