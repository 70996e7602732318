import { queryOptions, type Query, type QueryClient } from "@tanstack/react-query";
import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import { ApiError } from "../errors.ts";
import type { CallOptions, JobsClient } from "../jobsClient.ts";
import { MOST_JOBS, removeJobs, type JobList } from "./jobList.ts";
import { covers, fitsFilter, type JobsFilter } from "./jobsFilter.ts";
import { isOlder } from "./jobVersion.ts";
import { loadFirstPage, readChanges, readOlder, seedList } from "./loadJobs.ts";
import { nextTask } from "./slices.ts";
import { untilObserved } from "./untilObserved.ts";

const JOB_REFRESH_MS = 1_000;
const LIST_REFRESH_MS = 2_000;
/** How long a list is kept that nobody looks at, and how many of them: each may hold thousands of jobs. */
const UNUSED_LIST_MS = 120_000;
const MOST_UNUSED_LISTS = 2;

const LISTS_KEY = ["jobs"] as const;
const listKey = (filter: JobsFilter) => [...LISTS_KEY, filter] as const;
const JOB_KIND = "job";
const jobKey = (idOrName: string) => [JOB_KIND, idOrName] as const;

/** One job, kept fresh until it has finished. */
export function jobQuery(client: JobsClient, idOrName: string) {
  const queryKey = jobKey(idOrName);
  return queryOptions({
    queryKey,
    queryFn: async ({ client: cache, signal }) => {
      const job = await client.status(idOrName, { signal });
      return newerOf(job, cache.getQueryData<Job>(queryKey));
    },
    refetchInterval: ({ state: { data, error } }) => {
      if (data && isFinished(data.status)) return false;
      return error instanceof ApiError && !error.retryable ? false : JOB_REFRESH_MS;
    },
    refetchIntervalInBackground: false,
  });
}

/**
 * The jobs that a filter finds, newest first: the first thousands show as they stream in, over what other lists know of
 * them, and are then kept fresh at a cost that follows what is live. {@link loadOlderJobs} adds pages.
 */
export function jobsQuery(client: JobsClient, cache: QueryClient, filter: JobsFilter = {}) {
  // What is there is drawn first.
  return listQuery(client, cache, filter, nextTask);
}

/** Reads the first screenful of all jobs before there is a page that shows it, and the rest once there is. */
export async function readListAhead(client: JobsClient, cache: QueryClient): Promise<void> {
  const untilShown = async (signal: AbortSignal) => {
    // The rest would keep that page's code from coming.
    await untilObserved(cache.getQueryCache(), listKey({}), signal);
    await nextTask();
  };
  await cache.prefetchQuery(listQuery(client, cache, {}, untilShown));
}

/** @param untilWanted resolves when more than the first screenful of jobs is to be asked for */
function listQuery(
  client: JobsClient,
  cache: QueryClient,
  filter: JobsFilter,
  untilWanted: (signal: AbortSignal) => Promise<void>,
) {
  const queryKey = listKey(filter);
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<JobList> => {
      const current = () => cache.getQueryData<JobList>(queryKey);
      const before = current();
      if (before?.isComplete) {
        const change = await readChanges(client, filter, before, { signal });
        if (change) return change(current() ?? before);
      }
      // What is shown stays until its replacement is whole.
      const publish = (list: JobList) => {
        if (!current()?.isComplete && !signal.aborted) cache.setQueryData<JobList>(queryKey, list);
      };
      const seed = seedOf(cache, filter);
      if (seed.jobs.length > 0) publish(seed);
      const list = await loadFirstPage(client, filter, seed, publish, () => untilWanted(signal), { signal });
      letGoOfLists(cache);
      return list;
    },
    // Merging keeps the identity of what did not change; comparing thousands of jobs again would cost more than reading.
    structuralSharing: false,
    refetchInterval: LIST_REFRESH_MS,
    refetchIntervalInBackground: false,
    gcTime: UNUSED_LIST_MS,
  });
}

/** What is known of a filter's jobs before the platform has said anything; not complete. */
function seedOf(cache: QueryClient, filter: JobsFilter): JobList {
  return seedList(
    listsOf(cache).flatMap(({ list }) => list.jobs.filter((job) => fitsFilter(job, filter))),
    filter,
  );
}

/** Every job that some list knows, each once; in no particular order. */
export function knownJobs(cache: QueryClient): Job[] {
  const lists = listsOf(cache);
  const [only] = lists;
  if (lists.length === 1 && only) return [...only.list.jobs];
  return [...new Map(lists.flatMap(({ list }) => list.jobs.map((job) => [job.id, job] as const))).values()];
}

/** A job as it was read last by any list; undefined where none has it. */
export function knownJob(cache: QueryClient, id: string): Job | undefined {
  for (const { list } of listsOf(cache)) {
    const job = list.known.get(id);
    if (job) return job;
  }
  return undefined;
}

/** The filter of a list that has all jobs that `filter` finds, so that the platform need not be asked for them. */
export function coveringFilter(cache: QueryClient, filter: JobsFilter): JobsFilter | undefined {
  return listsOf(cache).find((known) => known.list.isComplete && !known.list.hasOlder && covers(known.filter, filter))
    ?.filter;
}

/** Adds the next older page to a list; does nothing when there is none, or when the list is as long as it may be. */
export async function loadOlderJobs(
  cache: QueryClient,
  client: JobsClient,
  filter: JobsFilter,
  call: CallOptions = {},
): Promise<void> {
  const queryKey = listKey(filter);
  const list = cache.getQueryData<JobList>(queryKey);
  if (!list?.hasOlder || list.jobs.length >= MOST_JOBS) return;
  const change = await readOlder(client, filter, list, call);
  cache.setQueryData<JobList>(queryKey, (current) => current && change(current));
}

function listsOf(cache: QueryClient): { filter: JobsFilter; list: JobList }[] {
  return cache
    .getQueriesData<JobList>({ queryKey: LISTS_KEY })
    .flatMap(([key, list]) => (list ? [{ filter: key[1] as JobsFilter, list }] : []));
}

/** Forgets the lists that nobody looks at, but for the latest: each may hold thousands of jobs. */
function letGoOfLists(cache: QueryClient): void {
  const queries = cache.getQueryCache();
  const unused = queries.findAll({ queryKey: LISTS_KEY, type: "inactive", fetchStatus: "idle" });
  const latestFirst = unused.sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
  for (const query of latestFirst.slice(MOST_UNUSED_LISTS)) queries.remove(query);
}

/** Shows a job just started or read at once, and has the lists look for it. */
export async function rememberJob(cache: QueryClient, job: Job): Promise<void> {
  cache.setQueryData<Job>(jobKey(job.id), (known) => newerOf(job, known));
  await cache.invalidateQueries({ queryKey: LISTS_KEY });
}

/** Has everything that shows these jobs read them again, e.g. after a kill. Resolves when it is up to date. */
export async function refreshJobs(cache: QueryClient, ids: readonly string[]): Promise<void> {
  await Promise.all([
    cache.invalidateQueries({ queryKey: LISTS_KEY }),
    ...ids.map((id) => cache.invalidateQueries({ predicate: (query) => showsJob(query, id) })),
  ]);
}

/** Takes jobs that were deleted out of all that is known. What still shows one learns it by {@link refreshJobs}. */
export function forgetJobs(cache: QueryClient, ids: readonly string[]): void {
  for (const id of ids) cache.removeQueries({ predicate: (query) => showsJob(query, id), type: "inactive" });
  cache.setQueriesData<JobList>({ queryKey: LISTS_KEY }, (list) => list && removeJobs(list, ids));
}

/** A job may have been asked for by its name. */
function showsJob({ queryKey, state }: Query, id: string): boolean {
  const [kind, idOrName] = queryKey;
  return kind === JOB_KIND && (idOrName === id || (state.data as Job | undefined)?.id === id);
}

function newerOf(incoming: Job, known: Job | undefined): Job {
  return known && isOlder(incoming, known) ? known : incoming;
}
