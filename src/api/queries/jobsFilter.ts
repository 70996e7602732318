import type { Job } from "../../../contract/job.ts";
import type { JobListFilter } from "../jobsClient.ts";

/** What a list shows; order and paging are the list's own. */
export type JobsFilter = Omit<JobListFilter, "reverse" | "limit">;

/** Whether the platform would answer `narrow` with nothing that it does not answer `wide` with too. */
export function covers(wide: JobsFilter, narrow: JobsFilter): boolean {
  return (
    ANY_OF.every((field) => isWithin(narrow[field], wide[field])) &&
    (wide.tags ?? []).every((tag) => narrow.tags?.includes(tag)) &&
    (wide.name === undefined || wide.name === narrow.name) &&
    (wide.sinceMs ?? -Infinity) <= (narrow.sinceMs ?? -Infinity) &&
    (wide.untilMs ?? Infinity) >= (narrow.untilMs ?? Infinity)
  );
}

/** Whether the platform would answer the filter with this job. */
export function fitsFilter(job: Job, filter: JobsFilter): boolean {
  const { createdAtMs } = job.history;
  return (
    isOneOf(job.status, filter.statuses) &&
    isOneOf(job.owner, filter.owners) &&
    isOneOf(job.clusterName, filter.clusters) &&
    isOneOf(job.orgName, filter.orgs) &&
    isOneOf(job.projectName, filter.projects) &&
    (filter.tags ?? []).every((tag) => job.tags.includes(tag)) &&
    (filter.name === undefined || filter.name === job.name) &&
    createdAtMs >= (filter.sinceMs ?? -Infinity) &&
    createdAtMs <= (filter.untilMs ?? Infinity)
  );
}

const ANY_OF = ["statuses", "owners", "clusters", "orgs", "projects"] as const;

/** An empty list, and none, let everything through. */
function isWithin(narrow: readonly string[] = [], wide: readonly string[] = []): boolean {
  return wide.length === 0 || (narrow.length > 0 && narrow.every((value) => wide.includes(value)));
}

function isOneOf(value: string | undefined, wanted: readonly string[] = []): boolean {
  return wanted.length === 0 || (value !== undefined && wanted.includes(value));
}
