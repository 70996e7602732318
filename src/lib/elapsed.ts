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
 * How long a job has run, pending time and the pauses between restarts left out, in milliseconds;
 * undefined while it has not started.
 */
export function runTimeMs(job: Timed, nowMs: number): number | undefined {
  const { startedAtMs, finishedAtMs, runTimeSeconds } = job.history;
  if (finishedAtMs !== undefined) {
    if (runTimeSeconds !== undefined) return runTimeSeconds * SECOND_MS;
    return startedAtMs === undefined ? undefined : finishedAtMs - startedAtMs;
  }
  if (startedAtMs === undefined) return undefined;
  const running = sumOfRunning(job.transitions, nowMs);
  return Math.max(0, running ?? nowMs - startedAtMs);
}

/** The sum of all spans in which the job was running; the last one goes on until now. */
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
