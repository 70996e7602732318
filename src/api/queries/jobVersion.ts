import type { Job } from "../../../contract/job.ts";
import { isFinished, isPending } from "../../../contract/status.ts";

/**
 * Whether `incoming` describes the job as it was before `known`: answers may overtake each other on their way, and a
 * late one must not bring the past back. What cannot be told apart counts as not older.
 */
export function isOlder(incoming: Job, known: Job): boolean {
  for (const measure of MEASURES) {
    const difference = measure(incoming) - measure(known);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Each only ever grows in a job's life; the first that differs decides. */
const MEASURES: readonly ((job: Job) => number)[] = [
  (job) => (isFinished(job.status) ? 1 : 0),
  (job) => job.history.restarts,
  (job) => job.transitions.length,
  (job) => job.transitions.at(-1)?.transitionTimeMs ?? 0,
  (job) => (job.transitions.length === 0 && isPending(job.status) ? 0 : 1),
  (job) => job.history.runTimeSeconds ?? 0,
];
