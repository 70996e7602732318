import { runTimeMs, type Timed } from "./elapsed.ts";

/** When each description was first looked at: react-query keeps the identity of what an answer did not change. */
const readAtMs = new WeakMap<Timed["history"], number>();

/**
 * How long a job has run by now, in milliseconds; undefined while it has not started. Goes on from the platform's count
 * since the moment at which this description of the job was first shown.
 */
export function ranForMs(job: Timed, nowMs: number): number | undefined {
  const firstMs = readAtMs.get(job.history) ?? nowMs;
  readAtMs.set(job.history, firstMs);
  return runTimeMs(job, nowMs, firstMs);
}
