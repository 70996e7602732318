import { queryOptions } from "@tanstack/react-query";
import type { Job } from "../../../contract/job.ts";
import { ACTIVE_STATUSES, isFinished, isRunning, type JobStatus } from "../../../contract/status.ts";
import { mapConcurrently } from "../../lib/mapConcurrently.ts";
import type { CallOptions, JobsClient } from "../jobsClient.ts";
import { readIfThere } from "./loadJobs.ts";

const REFRESH_MS = 5_000;
const REREADS_AT_ONCE = 4;
/** Jobs that came and went between two looks; more of them at once are told by the list. */
const MOST_RECENT = 50;

/** What to watch: somebody's jobs, or one job. */
export type WatchTarget = { readonly owner: string } | { readonly jobId: string };

/** What became of a watched job since the look before. */
export interface WatchEvent {
  readonly kind: "started" | "ended";
  readonly job: Job;
}

export interface WatchedJobs {
  /** Status by id of the watched jobs that had not finished at the look before, or have been created since. */
  readonly statuses: ReadonlyMap<string, JobStatus>;
  readonly newestCreatedAtMs: number | undefined;
  readonly events: readonly WatchEvent[];
}

/** Looks after jobs, also while the page is hidden; costs what is active, not history. */
export function watchedJobsQuery(client: JobsClient, target: WatchTarget) {
  const queryKey = ["watched", target] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ client: cache, signal }) => {
      const before = cache.getQueryData<WatchedJobs>(queryKey);
      return lookAgain(before, await readWatched(client, target, before, { signal }));
    },
    structuralSharing: false,
    staleTime: 0,
    // A job that has ended has nothing more to tell.
    refetchInterval: ({ state: { data } }) => ("jobId" in target && data?.statuses.size === 0 ? false : REFRESH_MS),
    refetchIntervalInBackground: true,
  });
}

/** Compares two looks. At the first one nothing has happened yet. */
export function lookAgain(before: WatchedJobs | undefined, jobs: readonly Job[]): WatchedJobs {
  const statuses = new Map<string, JobStatus>();
  const events: WatchEvent[] = [];
  let newestCreatedAtMs = before?.newestCreatedAtMs;
  for (const job of jobs) {
    const known = before?.statuses.get(job.id);
    const isNew = job.history.createdAtMs > (before?.newestCreatedAtMs ?? -Infinity);
    const kind = before && (known !== undefined || isNew) ? eventOf(known, job.status) : undefined;
    if (kind) events.push({ kind, job });
    if (!isFinished(job.status)) statuses.set(job.id, job.status);
    newestCreatedAtMs = Math.max(newestCreatedAtMs ?? -Infinity, job.history.createdAtMs);
  }
  return { statuses, newestCreatedAtMs, events };
}

function eventOf(before: JobStatus | undefined, after: JobStatus): WatchEvent["kind"] | undefined {
  if (isFinished(after)) return before !== undefined && isFinished(before) ? undefined : "ended";
  // One that goes on after its turn, or after a restart, has started before.
  return isRunning(after) && (before === undefined || before === "pending") ? "started" : undefined;
}

async function readWatched(
  client: JobsClient,
  target: WatchTarget,
  before: WatchedJobs | undefined,
  call: CallOptions,
): Promise<Job[]> {
  if ("jobId" in target) return readThese(client, [target.jobId], call);
  const own = { owners: [target.owner], reverse: true };
  const newestMs = before?.newestCreatedAtMs;
  // At the first look the newest job says where the next one begins; without any, all that come are new.
  const since = newestMs === undefined ? {} : { sinceMs: newestMs + 1 };
  const recent = before ? { ...since, limit: MOST_RECENT } : { limit: 1 };
  const found = new Map<string, Job>();
  for await (const job of client.list({ ...own, ...recent }, call)) found.set(job.id, job);
  for await (const job of client.list({ ...own, statuses: ACTIVE_STATUSES }, call)) found.set(job.id, job);
  const vanished = [...(before?.statuses.keys() ?? [])].filter((id) => !found.has(id));
  return [...found.values(), ...(await readThese(client, vanished, call))];
}

/** Leaves out those that are gone. */
async function readThese(client: JobsClient, ids: readonly string[], call: CallOptions): Promise<Job[]> {
  const read = await mapConcurrently(ids, REREADS_AT_ONCE, (id) => readIfThere(client, id, call));
  return read.filter((job) => job !== undefined);
}
