import type { Handle } from "../engines/engine.ts";
import { HttpError } from "../http/errors.ts";
import type { JobRecord } from "./jobRecord.ts";
import type { JobsService } from "./jobsService.ts";
import type { JobStore } from "./store/jobs.ts";

/** A job with the attempt that runs now. @throws HttpError 404 when there is no such job or it does not run */
export function findRunning(idOrName: string, jobs: JobsService, store: JobStore): { job: JobRecord; handle: Handle } {
  const job = jobs.find(idOrName);
  const handle = store.runOf(job.id)?.handle;
  if (job.status !== "running" || job.restartAtMs !== undefined || !handle) throw notRunning(job);
  return { job, handle };
}

/** The refusal of what only a running job can do. */
export function notRunning(job: JobRecord): HttpError {
  return new HttpError(404, `Job '${job.id}' is not running.`);
}
