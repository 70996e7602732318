import * as z from "zod/mini";

/** Every status a job can have, in the order of a job's life (JobStatus.items() of the references). */
export const JOB_STATUSES = ["pending", "suspended", "running", "succeeded", "failed", "cancelled"] as const;

/** A job's state (JobStatus of the references); "unknown" stands for any value this release does not know. */
export type JobStatus = (typeof JOB_STATUSES)[number] | "unknown";

/** Statuses that are not final (JobStatus.active_items()). */
export const ACTIVE_STATUSES: readonly JobStatus[] = ["pending", "suspended", "running"];

/** Statuses that are final (JobStatus.finished_items()). */
export const FINISHED_STATUSES: readonly JobStatus[] = ["succeeded", "failed", "cancelled"];

/** Waits to become running: pending or suspended. */
export function isPending(status: JobStatus): boolean {
  return status === "pending" || status === "suspended";
}

/** Runs now. */
export function isRunning(status: JobStatus): boolean {
  return status === "running";
}

/** Has ended for good. */
export function isFinished(status: JobStatus): boolean {
  return FINISHED_STATUSES.includes(status);
}

const known: ReadonlySet<string> = new Set(JOB_STATUSES);

/** A status on the wire; a word that is not known reads as "unknown" instead of failing the payload. */
export const jobStatus = z.pipe(
  z.string(),
  z.transform((word): JobStatus => (known.has(word) ? (word as JobStatus) : "unknown")),
);
