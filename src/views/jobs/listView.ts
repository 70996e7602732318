import type { Job } from "../../../contract/job.ts";
import type { JobStatus } from "../../../contract/status.ts";
import type { SearchContext } from "../../lib/jobSearch/matchJobs.ts";
import { without, type Query, type Term } from "../../lib/jobSearch/query.ts";
import { searchJobs } from "../../lib/jobSearch/searchJobs.ts";

/** How many jobs of each status fit the rest of the query. */
export type StatusCounts = Readonly<Record<JobStatus, number>>;

/** Counts jobs by status among those that fit the query whatever it says about statuses. */
export function countByStatus(jobs: readonly Job[], query: Query, context: SearchContext): StatusCounts {
  const counts: Record<JobStatus, number> = {
    pending: 0,
    suspended: 0,
    running: 0,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
    unknown: 0,
  };
  for (const job of searchJobs(jobs, withoutStatuses(query), context)) counts[job.status] += 1;
  return counts;
}

/** How many jobs hold resources without using them. */
export function countIdle(jobs: readonly Job[], { isIdle }: SearchContext): number {
  return isIdle ? jobs.filter(isIdle).length : 0;
}

/** The query without what its chips say. */
function withoutStatuses(query: Query): Query {
  return without(query, isStatusTerm);
}

function isStatusTerm(term: Term): boolean {
  return term.kind === "key" && term.key === "status" && !term.isNegated;
}
