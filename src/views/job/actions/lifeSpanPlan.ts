import { parseDuration } from "../../../../contract/durations.ts";
import type { Job } from "../../../../contract/job.ts";
import { ranForMs } from "../../../lib/ranForMs.ts";

/** A life span and when it would be over, if the job runs on without a pause. */
export interface Span {
  /** Undefined: the job runs until it ends by itself. */
  readonly lifeSpanSeconds: number | undefined;
  /** Milliseconds since the epoch; undefined where the job has no life span or does not run. */
  readonly endsAtMs: number | undefined;
}

/** How a life span would change. */
export interface LifeSpanPlan {
  readonly before: Span;
  /** Undefined while what was typed is no duration. */
  readonly after: Span | undefined;
  /** What is wrong with what was typed. */
  readonly wrong: string | undefined;
}

/** What typing a duration means for a job: more of the life span that it has, or its first one. */
export function planLifeSpan(job: Job, typed: string, nowMs: number): LifeSpanPlan {
  const before = spanOf(job, job.lifeSpanSeconds, nowMs);
  const seconds = parseDuration(typed);
  if (seconds === undefined)
    return { before, after: undefined, wrong: "Must be a duration such as 30m, 2h or 1d2h30m" };
  // The platform counts whole minutes.
  const whole = Math.floor(seconds / 60) * 60;
  if (whole < 60) return { before, after: undefined, wrong: "Must be at least 1m" };
  const after = spanOf(job, (job.lifeSpanSeconds ?? 0) + whole, nowMs);
  const isOver = after.endsAtMs !== undefined && after.endsAtMs <= nowMs;
  return { before, after, wrong: isOver ? "The job has run for longer already: it would end at once" : undefined };
}

function spanOf(job: Job, lifeSpanSeconds: number | undefined, nowMs: number): Span {
  if (lifeSpanSeconds === undefined || job.status !== "running") return { lifeSpanSeconds, endsAtMs: undefined };
  return { lifeSpanSeconds, endsAtMs: nowMs + lifeSpanSeconds * 1000 - (ranForMs(job, nowMs) ?? 0) };
}
