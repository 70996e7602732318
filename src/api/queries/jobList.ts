import { replaceEqualDeep } from "@tanstack/react-query";
import type { Job } from "../../../contract/job.ts";
import { isFinished, type JobStatus } from "../../../contract/status.ts";
import { isOlder } from "./jobVersion.ts";

/** A list of jobs as far as it is loaded. */
export interface JobList {
  /** Those that have one of the wanted statuses, newest first. */
  readonly jobs: readonly Job[];
  /** By id: the jobs above and every unfinished one, which may get a wanted status later. */
  readonly known: ReadonlyMap<string, Job>;
  /** Creation time of the newest job ever seen, of whatever status. */
  readonly newestCreatedAtMs: number | undefined;
  /** Creation time of the oldest job of the last page; active jobs that are older still may be in the list too. */
  readonly pagedToMs: number | undefined;
  /** Whether there are jobs older than the last page. */
  readonly hasOlder: boolean;
  /** Whether the first page has been loaded in full. */
  readonly isComplete: boolean;
}

export const EMPTY_LIST: JobList = {
  jobs: [],
  known: new Map(),
  newestCreatedAtMs: undefined,
  pagedToMs: undefined,
  hasOlder: false,
  isComplete: false,
};

/**
 * Takes in newly read jobs: by id, never an older description over a newer one. Jobs that did not change keep their
 * identity, and so does the list when none did.
 * @param statuses the wanted ones; none means all
 */
export function mergeJobs(list: JobList, incoming: Iterable<Job>, statuses: readonly JobStatus[] = []): JobList {
  const known = new Map(list.known);
  let newestCreatedAtMs = list.newestCreatedAtMs;
  let hasChanged = false;
  for (const job of incoming) {
    newestCreatedAtMs = Math.max(newestCreatedAtMs ?? -Infinity, job.history.createdAtMs);
    const before = known.get(job.id);
    if (before && isOlder(job, before)) continue;
    const after = before ? replaceEqualDeep(before, job) : job;
    if (after === before) continue;
    if (isWanted(after, statuses) || !isFinished(after.status)) known.set(after.id, after);
    else if (!known.delete(after.id)) continue;
    hasChanged = true;
  }
  if (!hasChanged) return newestCreatedAtMs === list.newestCreatedAtMs ? list : { ...list, newestCreatedAtMs };
  return { ...list, known, newestCreatedAtMs, jobs: wantedOf(known, statuses) };
}

/** Takes out jobs that the platform no longer has. */
export function removeJobs(list: JobList, ids: readonly string[]): JobList {
  if (!ids.some((id) => list.known.has(id))) return list;
  const gone = new Set(ids);
  return {
    ...list,
    known: new Map([...list.known].filter(([id]) => !gone.has(id))),
    jobs: list.jobs.filter((job) => !gone.has(job.id)),
  };
}

/** Jobs that were active when last seen and are not among those just read: each has ended or is gone. */
export function vanishedJobs(list: JobList, justRead: Iterable<Job>): Job[] {
  const seen = new Set<string>();
  for (const job of justRead) seen.add(job.id);
  return [...list.known.values()].filter((job) => !isFinished(job.status) && !seen.has(job.id));
}

function isWanted(job: Job, statuses: readonly JobStatus[]): boolean {
  return statuses.length === 0 || statuses.includes(job.status);
}

function wantedOf(known: ReadonlyMap<string, Job>, statuses: readonly JobStatus[]): Job[] {
  return [...known.values()].filter((job) => isWanted(job, statuses)).sort(newestFirst);
}

function newestFirst(a: Job, b: Job): number {
  return b.history.createdAtMs - a.history.createdAtMs || (a.id < b.id ? 1 : -1);
}
