import type { Job } from "../../../contract/job.ts";
import { ACTIVE_STATUSES } from "../../../contract/status.ts";
import { jobText } from "../../lib/jobSearch/jobText.ts";
import { mapConcurrently } from "../../lib/mapConcurrently.ts";
import { ApiError } from "../errors.ts";
import type { CallOptions, JobsClient } from "../jobsClient.ts";
import { boundJobs, EMPTY_LIST, mergeJobs, removeJobs, vanishedJobs, type JobList } from "./jobList.ts";
import type { JobsFilter } from "./jobsFilter.ts";
import { inSlices, nextTask } from "./slices.ts";

/** How many jobs are loaded without being asked for. */
export const FIRST_LOAD = 10_000;
/** How many older ones at a time are loaded on request. */
export const OLDER_PAGE = 2_000;
/** When more than this is new since the last refresh, the list is loaded afresh. */
export const MOST_RECENT = 500;
/** Jobs whose end is read one by one; more in one refresh wait for the next. */
const MOST_REREADS = 50;
const REREADS_AT_ONCE = 6;
/** Jobs started at the same time need not become visible in the order of their creation times. */
const OVERLAP_MS = 5_000;
/** After its first screen, a list that grows is shown a few times a second: each time costs its length. */
const GAP_MS = 250;
/** One that fills the screen with what is known already is in less of a hurry. */
const FULL_GAP_MS = 1_000;
/** Drawn before what came with them is read: a screenful would be a frame late. */
export const FIRST_ROWS = 8;
/** A little more than a screen shows; what a visit asks for before all else. */
export const SCREEN_JOBS = 60;

/**
 * Loads the newest jobs, newest first. The first screenful is asked for by itself: thousands that are on their way
 * together with it would keep the platform, the wire and the page from showing it.
 * @param seed what is known of them already; shown until the platform's word is there
 * @param publish is told of the list as it grows, from the first job on
 * @param untilWanted resolves when more than the first screenful is to be asked for
 */
export async function loadFirstPage(
  client: JobsClient,
  filter: JobsFilter,
  seed: JobList,
  publish: (list: JobList) => void,
  untilWanted: () => Promise<void>,
  call: CallOptions,
): Promise<JobList> {
  let page: Page = { list: seed, batch: [], arrived: new Set(), pagedToMs: undefined };
  const isFull = seed.jobs.length >= SCREEN_JOBS;
  if (!isFull) page = await readPage(client, filter, { list: seed, limit: SCREEN_JOBS, gapMs: 0, publish }, call);
  const hasMore = isFull || page.arrived.size >= SCREEN_JOBS;
  if (hasMore) {
    const list = mergeJobs(page.list, page.batch, filter.statuses);
    if (!isFull) {
      publish(list);
      await untilWanted();
    }
    const gapMs = isFull ? FULL_GAP_MS : GAP_MS;
    page = await readPage(client, filter, { list, limit: FIRST_LOAD, gapMs, publish }, call);
  }
  const { list, batch, arrived, pagedToMs } = page;
  const hasOlder = arrived.size >= FIRST_LOAD;
  if (hasOlder || filter.statuses?.length) batch.push(...(await readBeyondPage(client, filter, call)));
  for (const { id } of batch) arrived.add(id);
  const gone = [...list.known.keys()].filter((id) => !arrived.has(id));
  return { ...removeJobs(mergeJobs(list, batch, filter.statuses), gone), pagedToMs, hasOlder, isComplete: true };
}

/** A page as it was read. */
interface Page {
  /** With all that was shown of it. */
  readonly list: JobList;
  /** What was not shown any more. */
  readonly batch: Job[];
  /** The ids of all. */
  readonly arrived: Set<string>;
  readonly pagedToMs: number | undefined;
}

interface PageOptions {
  /** What the page is added to. */
  readonly list: JobList;
  readonly limit: number;
  /** How long what has come may wait to be shown together with what comes after it. */
  readonly gapMs: number;
  readonly publish: (list: JobList) => void;
}

async function readPage(
  client: JobsClient,
  filter: JobsFilter,
  options: PageOptions,
  call: CallOptions,
): Promise<Page> {
  const { limit, gapMs, publish } = options;
  let { list } = options;
  let batch: Job[] = [];
  let pagedToMs: number | undefined;
  const arrived = new Set<string>();
  const show = () => {
    list = mergeJobs(list, batch, filter.statuses);
    batch = [];
    publish(list);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for await (const job of inSlices(client.list({ ...filter, reverse: true, limit }, call))) {
      arrived.add(job.id);
      pagedToMs = job.history.createdAtMs;
      // The first search would have to do it for thousands at once.
      jobText(job);
      // What comes next need not come to an end: what is here is shown without it.
      if (batch.push(job) === 1) timer = setTimeout(show, arrived.size === 1 ? gapMs : Math.max(gapMs, GAP_MS));
      if (arrived.size === FIRST_ROWS && gapMs === 0) {
        clearTimeout(timer);
        show();
        await nextTask();
      }
    }
  } finally {
    clearTimeout(timer);
  }
  return { list, batch, arrived, pagedToMs };
}

/** A list of what is known of a filter's jobs without asking; not complete. */
export function seedList(jobs: Iterable<Job>, filter: JobsFilter): JobList {
  return mergeJobs(EMPTY_LIST, jobs, filter.statuses);
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
    collect(client.list({ ...everyStatus, sinceMs: sinceOf(filter, list), limit: MOST_RECENT }, call)),
  ]);
  if (recent.length >= MOST_RECENT && isBeyond(recent, list)) return undefined;
  const read = [...active, ...recent];
  const vanished = vanishedJobs(list, read).slice(0, MOST_REREADS);
  const found = await mapConcurrently(vanished, REREADS_AT_ONCE, ({ id }) => readIfThere(client, id, call));
  const gone = vanished.filter((_, index) => found[index] === undefined).map(({ id }) => id);
  read.push(...found.filter((job) => job !== undefined));
  return (current) => boundJobs(mergeJobs(removeJobs(current, gone), read, filter.statuses));
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
  for (let limit = OLDER_PAGE; ; limit *= 2) {
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
  for await (const job of inSlices(jobs)) all.push(job);
  return all;
}
