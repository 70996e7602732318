import type { Job } from "../../../contract/job.ts";
import { ACTIVE_STATUSES } from "../../../contract/status.ts";
import { mapConcurrently } from "../../lib/mapConcurrently.ts";
import { ApiError } from "../errors.ts";
import type { CallOptions, JobListFilter, JobsClient } from "../jobsClient.ts";
import { EMPTY_LIST, mergeJobs, removeJobs, vanishedJobs, type JobList } from "./jobList.ts";

/** What a list shows; order and paging are the list's own. */
export type JobsFilter = Omit<JobListFilter, "reverse" | "limit">;

/** How many jobs are loaded at once. */
export const PAGE_SIZE = 500;
/** The first rows to show while the rest still arrives; doubled each time so that the work stays linear. */
const FIRST_BATCH = 25;
/** Jobs whose end is read one by one; more in one refresh wait for the next. */
const MOST_REREADS = 50;
const REREADS_AT_ONCE = 6;
/** Jobs started at the same time need not become visible in the order of their creation times. */
const OVERLAP_MS = 5_000;

/** Loads the first page, newest first; `publish` is told of the list as it grows. */
export async function loadFirstPage(
  client: JobsClient,
  filter: JobsFilter,
  publish: (list: JobList) => void,
  call: CallOptions,
): Promise<JobList> {
  let list = EMPTY_LIST;
  let batch: Job[] = [];
  let batchSize = FIRST_BATCH;
  let count = 0;
  let pagedToMs: number | undefined;
  for await (const job of client.list({ ...filter, reverse: true, limit: PAGE_SIZE }, call)) {
    count += 1;
    pagedToMs = job.history.createdAtMs;
    batch.push(job);
    if (batch.length < batchSize) continue;
    list = mergeJobs(list, batch, filter.statuses);
    publish(list);
    batch = [];
    batchSize *= 2;
  }
  const hasOlder = count >= PAGE_SIZE;
  if (hasOlder || filter.statuses?.length) batch.push(...(await readBeyondPage(client, filter, call)));
  list = mergeJobs(list, batch, filter.statuses);
  return { ...list, pagedToMs, hasOlder, isComplete: true };
}

/** What a page may lack: active jobs, which are older or may get a wanted status later, and the newest of all. */
async function readBeyondPage(client: JobsClient, filter: JobsFilter, call: CallOptions): Promise<Job[]> {
  const everyStatus = { ...filter, statuses: [], reverse: true };
  const [active, newest] = await Promise.all([
    collect(client.list({ ...everyStatus, statuses: ACTIVE_STATUSES }, call)),
    collect(client.list({ ...everyStatus, limit: 1 }, call)),
  ]);
  return [...active, ...newest];
}

/**
 * Brings a loaded list up to date at a cost that follows what is live: reads the active jobs, those created since the
 * newest one known, and one by one those that are no longer active.
 * @returns what to do with the list as it is by then, or undefined when so much is new that it must be loaded afresh
 */
export async function readChanges(
  client: JobsClient,
  filter: JobsFilter,
  list: JobList,
  call: CallOptions,
): Promise<((current: JobList) => JobList) | undefined> {
  const everyStatus = { ...filter, statuses: [], reverse: true };
  const [active, recent] = await Promise.all([
    collect(client.list({ ...everyStatus, statuses: ACTIVE_STATUSES }, call)),
    collect(client.list({ ...everyStatus, sinceMs: sinceOf(filter, list), limit: PAGE_SIZE }, call)),
  ]);
  if (recent.length >= PAGE_SIZE && isBeyond(recent, list)) return undefined;
  const read = [...active, ...recent];
  const vanished = vanishedJobs(list, read).slice(0, MOST_REREADS);
  const found = await mapConcurrently(vanished, REREADS_AT_ONCE, ({ id }) => readIfThere(client, id, call));
  const gone = vanished.filter((_, index) => found[index] === undefined).map(({ id }) => id);
  read.push(...found.filter((job) => job !== undefined));
  return (current) => mergeJobs(removeJobs(current, gone), read, filter.statuses);
}

/** Whether jobs may lie between those just read and those known. */
function isBeyond(recent: readonly Job[], list: JobList): boolean {
  return (recent.at(-1)?.history.createdAtMs ?? Infinity) > (list.newestCreatedAtMs ?? -Infinity);
}

/** Reads the page after the last one. */
export async function readOlder(
  client: JobsClient,
  filter: JobsFilter,
  list: JobList,
  call: CallOptions,
): Promise<(current: JobList) => JobList> {
  const oldestMs = list.pagedToMs;
  // The platform's times are finer than milliseconds, so the bound is the end of the oldest one's millisecond.
  const untilMs = oldestMs === undefined ? filter.untilMs : Math.min(oldestMs + 1, filter.untilMs ?? Infinity);
  for (let limit = PAGE_SIZE; ; limit *= 2) {
    const page = await collect(client.list({ ...filter, untilMs, reverse: true, limit }, call));
    const isFull = page.length >= limit;
    // A whole page at one moment, all known: only a larger page leads past it.
    if (isFull && page.every((job) => list.known.has(job.id))) continue;
    const pagedToMs = page.at(-1)?.history.createdAtMs ?? oldestMs;
    return (current) => ({ ...mergeJobs(current, page, filter.statuses), pagedToMs, hasOlder: isFull });
  }
}

function sinceOf(filter: JobsFilter, list: JobList): number | undefined {
  if (list.newestCreatedAtMs === undefined) return filter.sinceMs;
  return Math.max(list.newestCreatedAtMs - OVERLAP_MS, filter.sinceMs ?? -Infinity);
}

/** Reads a job; undefined when the platform no longer has it. */
export async function readIfThere(client: JobsClient, id: string, call: CallOptions): Promise<Job | undefined> {
  try {
    return await client.status(id, call);
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not-found") return undefined;
    throw error;
  }
}

async function collect(jobs: AsyncIterable<Job>): Promise<Job[]> {
  const all: Job[] = [];
  for await (const job of jobs) all.push(job);
  return all;
}
