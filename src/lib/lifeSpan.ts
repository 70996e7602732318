import type { Job } from "../../contract/job.ts";
import { isFinished } from "../../contract/status.ts";
import { ranForMs } from "./ranForMs.ts";

const SECOND_MS = 1000;

/** How much longer a job may run, in milliseconds; undefined where there is no limit or the job has ended. */
export function lifeSpanLeftMs(job: Job, nowMs: number): number | undefined {
  if (job.lifeSpanSeconds === undefined || isFinished(job.status)) return undefined;
  return Math.max(0, job.lifeSpanSeconds * SECOND_MS - (ranForMs(job, nowMs) ?? 0));
}
