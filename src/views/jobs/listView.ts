import type { Job } from "../../../contract/job.ts";
import { JOB_STATUSES, type JobStatus } from "../../../contract/status.ts";
import { jobMatcher } from "../../lib/jobMatch.ts";

/** What the user asks the list for. */
export interface ListFilter {
  /** Free text; "" means all. */
  readonly query: string;
  /** Statuses to show; none means all. */
  readonly statuses: readonly JobStatus[];
}

/** How many jobs of each status match the free text. */
export type StatusCounts = Readonly<Record<JobStatus, number>>;

/** Counts jobs by status among those that match the free text. */
export function countByStatus(jobs: readonly Job[], query: string): StatusCounts {
  const matches = jobMatcher(query);
  const counts: Record<JobStatus, number> = {
    pending: 0,
    suspended: 0,
    running: 0,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
    unknown: 0,
  };
  for (const job of jobs) if (matches(job)) counts[job.status] += 1;
  return counts;
}

/** The jobs that a filter lets through, in their order. */
export function filterJobs(jobs: readonly Job[], { query, statuses }: ListFilter): readonly Job[] {
  if (query.trim() === "" && statuses.length === 0) return jobs;
  const matches = jobMatcher(query);
  return jobs.filter((job) => (statuses.length === 0 || statuses.includes(job.status)) && matches(job));
}

/** Adds or takes out a status; all of them is the same as none. */
export function toggleStatus<S extends JobStatus>(statuses: readonly S[], status: S): S[] {
  const next = statuses.includes(status) ? statuses.filter((other) => other !== status) : [...statuses, status];
  return next.length === JOB_STATUSES.length ? [] : next;
}
