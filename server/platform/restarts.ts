import type { RunEnd } from "../engines/engine.ts";
import { withTransition, type JobRecord, type Transition } from "./jobRecord.ts";
import { describeEnd, endTransition, LOST_DESCRIPTION, REASON, refusedTransition, stopTransition } from "./reasons.ts";

const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 60_000;
/** A run of this length was no crash at start: the back-off begins anew. */
const LONG_RUN_MS = 10 * 60_000;

/** What became of one attempt. */
export type Outcome =
  | { readonly kind: "ended"; readonly end: RunEnd }
  | { readonly kind: "lost"; readonly timeMs: number; readonly message?: string }
  | { readonly kind: "refused"; readonly message: string; readonly reason?: string; readonly timeMs: number }
  | { readonly kind: "stopped"; readonly timeMs: number };

/** What is next for the job. */
export type Decision =
  | { readonly kind: "finish"; readonly transition: Transition }
  | { readonly kind: "restart"; readonly record: JobRecord };

/** Decides after an attempt by what was asked from outside, then by the restart policy. */
export function decide(job: JobRecord, outcome: Outcome): Decision {
  const timeMs = outcome.kind === "ended" ? outcome.end.finishedAtMs : outcome.timeMs;
  if (job.stopReason !== undefined) return { kind: "finish", transition: stopTransition(job.stopReason, timeMs) };
  if (outcome.kind === "refused") {
    return { kind: "finish", transition: refusedTransition(outcome.message, timeMs, outcome.reason) };
  }
  const end = outcome.kind === "ended" ? outcome.end : undefined;
  const words = (outcome.kind === "lost" ? outcome.message : undefined) ?? LOST_DESCRIPTION;
  if (wantsRestart(job, end)) return { kind: "restart", record: restarting(job, end, timeMs, words) };
  if (end) return { kind: "finish", transition: endTransition(end) };
  const lost = { status: "failed", timeMs, reason: REASON.notFound, description: words } as const;
  return { kind: "finish", transition: lost };
}

/** A program that cannot be run will not run next time either; a lost run counts as a failure. */
function wantsRestart(job: JobRecord, end: RunEnd | undefined): boolean {
  if (end?.reason === REASON.containerCannotRun) return false;
  const { restartPolicy } = job.spec;
  return restartPolicy === "always" || (restartPolicy === "on-failure" && end?.exitCode !== 0);
}

function restarting(job: JobRecord, end: RunEnd | undefined, timeMs: number, lostWords: string): JobRecord {
  const wasLong = end !== undefined && end.finishedAtMs - end.startedAtMs >= LONG_RUN_MS;
  const quickEnds = wasLong ? 0 : job.quickEnds;
  const backOffMs = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** quickEnds);
  const why = end ? `${describeEnd(end)}.` : lostWords;
  const next = withTransition(job, {
    status: "running",
    timeMs,
    reason: REASON.restarting,
    description: `${why} Restart ${job.restarts + 1} follows after ${backOffMs / 1000} s.`,
    exitCode: end?.exitCode,
  });
  return { ...next, quickEnds: quickEnds + 1, restartAtMs: timeMs + backOffMs };
}
