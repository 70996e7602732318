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

/** The most that a list holds: what is older is asked for by a narrower search. */
export const MOST_JOBS = 20_000;

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
  const changes = new Map<string, Job>();
  let newestCreatedAtMs = list.newestCreatedAtMs;
  for (const job of incoming) {
    newestCreatedAtMs = Math.max(newestCreatedAtMs ?? -Infinity, job.history.createdAtMs);
    const before = changes.get(job.id) ?? list.known.get(job.id);
    if (before && isOlder(job, before)) continue;
    const after = before ? replaceEqualDeep(before, job) : job;
    // What is neither wanted nor may become so is not kept, unless it has to be taken out.
    if (after !== before && (before || isKept(after, statuses))) changes.set(after.id, after);
  }
  if (changes.size === 0) return newestCreatedAtMs === list.newestCreatedAtMs ? list : { ...list, newestCreatedAtMs };
  const known = new Map(list.known);
  for (const job of changes.values()) {
    if (isKept(job, statuses)) known.set(job.id, job);
    else known.delete(job.id);
  }
  return { ...list, known, newestCreatedAtMs, jobs: withChanges(list, changes, statuses) };
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

/** Lets go of the oldest finished jobs of a list that has grown beyond its bound; they can be loaded again. */
export function boundJobs(list: JobList, most: number = MOST_JOBS): JobList {
  const oldest = list.jobs[most - 1];
  if (!oldest || list.jobs.length === most) return list;
  const gone = list.jobs.slice(most).filter(({ status }) => isFinished(status));
  if (gone.length === 0) return list;
  const bounded = removeJobs(
    list,
    gone.map(({ id }) => id),
  );
  return { ...bounded, hasOlder: true, pagedToMs: oldest.history.createdAtMs };
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

function isKept(job: Job, statuses: readonly JobStatus[]): boolean {
  return isWanted(job, statuses) || !isFinished(job.status);
}

/** The list's jobs with some replaced, taken out and added: in one walk, as thousands may stay as they are. */
function withChanges(list: JobList, changes: ReadonlyMap<string, Job>, statuses: readonly JobStatus[]): Job[] {
  const wasShown = ({ id }: Job) => {
    const before = list.known.get(id);
    return before !== undefined && isWanted(before, statuses);
  };
  const added = [...changes.values()].filter((job) => isWanted(job, statuses) && !wasShown(job)).sort(newestFirst);
  const jobs: Job[] = [];
  let next = 0;
  for (const before of list.jobs) {
    for (let job = added[next]; job && newestFirst(job, before) < 0; job = added[next]) {
      jobs.push(job);
      next += 1;
    }
    const after = changes.get(before.id) ?? before;
    if (isWanted(after, statuses)) jobs.push(after);
  }
  return jobs.concat(added.slice(next));
}

function newestFirst(a: Job, b: Job): number {
  return b.history.createdAtMs - a.history.createdAtMs || (a.id < b.id ? 1 : -1);
}
