import type { QueryClient } from "@tanstack/react-query";
import type { Job } from "../../contract/job.ts";
import type { Allows, Permission } from "../api/can.ts";
import { ApiError, type ApiErrorKind } from "../api/errors.ts";
import type { JobsClient } from "../api/jobsClient.ts";
import { forgetJobs, knownJob, refreshJobs } from "../api/queries/jobs.ts";
import { startJob } from "../api/startJob.ts";
import { startBodyOf } from "../api/startPayloadOf.ts";
import { mapConcurrently } from "../lib/mapConcurrently.ts";
import { jobLabel } from "../lib/shortId.ts";
import { addRun, runOf, updateRun, type BulkAction, type BulkNote, type BulkRun } from "./bulkRuns.ts";

export interface BulkDeps {
  readonly client: JobsClient;
  readonly cache: QueryClient;
  /** What whoever asks for it may do. */
  readonly can: Allows;
}

const AT_ONCE = 6;
/** A list of thousands is not to be put together anew for every job that goes. */
const FORGOTTEN_AT_ONCE = 50;

/** Whether this can be done with a job, in the state it is in and by whoever asks for it. */
export function canBulk(can: Allows, action: BulkAction, job: Job): Permission {
  return can(action === "delete" ? "drop" : action, job);
}

const MOST_REASONS = 2;

/** Why something cannot be done with some of the jobs, in a few sentences; empty where it can with all. */
export function bulkReasons(can: Allows, action: BulkAction, jobs: readonly Job[]): string {
  const reasons = new Set<string>();
  for (const job of jobs) {
    const permission = canBulk(can, action, job);
    if (!permission.allowed) reasons.add(permission.reason);
  }
  const [first = "", ...others] = reasons;
  if (others.length < MOST_REASONS) return [first, ...others].join(" ");
  return `${first} Others for other reasons.`;
}

/** Does one thing with many jobs, a few at a time. Resolves when it is over and never rejects: failures are kept in the run. */
export async function startBulkRun(deps: BulkDeps, action: BulkAction, jobs: readonly Job[]): Promise<void> {
  const id = addRun(action, jobs.length);
  const deleted: string[] = [];
  const forget = (atLeast: number) => {
    if (deleted.length >= atLeast) forgetJobs(deps.cache, deleted.splice(0));
  };
  await mapConcurrently(jobs, AT_ONCE, async (job) => {
    if (runOf(id)?.state !== "running") return;
    const note = await doOne(deps, action, job);
    updateRun(id, (now) => ({ ...now, ...note(now) }));
    if (action === "delete") deleted.push(job.id);
    forget(FORGOTTEN_AT_ONCE);
  });
  forget(1);
  updateRun(id, (now) => ({ ...now, state: now.state === "stopping" ? "stopped" : "finished" }));
  await refreshJobs(
    deps.cache,
    jobs.map((job) => job.id),
  );
}

type Outcome = (run: BulkRun) => Partial<BulkRun>;

const succeeded: Outcome = (run) => ({ doneCount: run.doneCount + 1 });
const skipped =
  (note: BulkNote): Outcome =>
  (run) => ({ skipped: [...run.skipped, note] });
const failed =
  (note: BulkNote): Outcome =>
  (run) => ({ failed: [...run.failed, note] });

async function doOne({ client, cache, can }: BulkDeps, action: BulkAction, asked: Job): Promise<Outcome> {
  const job = knownJob(cache, asked.id) ?? asked;
  const note = (reason: string): BulkNote => ({ jobId: job.id, label: jobLabel(job), reason });
  const permission = canBulk(can, action, job);
  if (!permission.allowed) return skipped(note(permission.reason));
  try {
    await CALLS[action](client, job);
    return succeeded;
  } catch (error) {
    const isChange = action !== "rerun" && error instanceof ApiError && CHANGED.has(error.kind);
    const reason = error instanceof Error ? error.message : String(error);
    return isChange ? skipped(note(reason)) : failed(note(reason));
  }
}

const CALLS: Readonly<Record<BulkAction, (client: JobsClient, job: Job) => Promise<unknown>>> = {
  kill: (client, job) => client.kill(job.id),
  rerun: (client, job) => startJob(client, startBodyOf(job)),
  delete: (client, job) => client.drop(job.id),
};

/** What the platform answers when the job is no longer what it was. */
const CHANGED: ReadonlySet<ApiErrorKind> = new Set(["not-found", "not-running", "conflict", "invalid"]);
