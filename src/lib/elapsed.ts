import type { Job } from "../../contract/job.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Writes a time span in its two largest units: `8s`, `4m 10s`, `2h 5m`, `3d 4h`. A negative span reads as `0s`. */
export function formatElapsed(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE_MS) return `${Math.floor(span / SECOND_MS)}s`;
  if (span < HOUR_MS) return `${Math.floor(span / MINUTE_MS)}m ${Math.floor((span % MINUTE_MS) / SECOND_MS)}s`;
  if (span < DAY_MS) return `${Math.floor(span / HOUR_MS)}h ${Math.floor((span % HOUR_MS) / MINUTE_MS)}m`;
  return `${Math.floor(span / DAY_MS)}d ${Math.floor((span % DAY_MS) / HOUR_MS)}h`;
}

/** What {@link runTimeMs} reads of a job. */
export type Timed = Pick<Job, "status" | "transitions" | "history">;

/**
 * How long a job has run, pending time left out, in milliseconds; undefined while it has not started. The platform keeps
 * count; between two answers a running job's time goes on from the last one.
 * @param readAtMs when the description was read; only what has passed since is counted here
 */
export function runTimeMs(job: Timed, nowMs: number, readAtMs: number): number | undefined {
  const { startedAtMs, finishedAtMs, runTimeSeconds } = job.history;
  if (startedAtMs === undefined) return undefined;
  if (runTimeSeconds !== undefined) {
    const sinceReadMs = job.status === "running" ? Math.max(0, nowMs - readAtMs) : 0;
    return runTimeSeconds * SECOND_MS + sinceReadMs;
  }
  if (finishedAtMs !== undefined) return finishedAtMs - startedAtMs;
  return Math.max(0, sumOfRunning(job.transitions, nowMs) ?? nowMs - startedAtMs);
}

/** For platforms that do not keep count: the sum of all spans in which the job was running; the last goes on. */
function sumOfRunning(transitions: Timed["transitions"], nowMs: number): number | undefined {
  let sum: number | undefined;
  transitions.forEach((transition, index) => {
    if (transition.status !== "running") return;
    const endMs = transitions[index + 1]?.transitionTimeMs ?? nowMs;
    sum = (sum ?? 0) + endMs - transition.transitionTimeMs;
  });
  return sum;
}

/** Says how long ago a moment was, in one unit: `now`, `12s ago`, `5m ago`, `3h ago`, `6d ago`, then the date. */
export function formatRelative(timeMs: number, nowMs: number): string {
  const span = nowMs - timeMs;
  if (span < 5 * SECOND_MS) return "now";
  if (span < MINUTE_MS) return `${Math.floor(span / SECOND_MS)}s ago`;
  if (span < HOUR_MS) return `${Math.floor(span / MINUTE_MS)}m ago`;
  if (span < DAY_MS) return `${Math.floor(span / HOUR_MS)}h ago`;
  if (span < 14 * DAY_MS) return `${Math.floor(span / DAY_MS)}d ago`;
  const isThisYear = new Date(timeMs).getFullYear() === new Date(nowMs).getFullYear();
  return (isThisYear ? DAY_OF_YEAR : DAY).format(timeMs);
}

// Made once: a formatter costs far more than what it formats.
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });

/** The exact moment for people, in their own zone and words. */
export function formatExact(timeMs: number): string {
  return EXACT.format(timeMs);
}
