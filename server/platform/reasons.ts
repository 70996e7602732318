import type { RunEnd } from "../engines/engine.ts";
import type { StopReason, Transition } from "./jobRecord.ts";

/** Reasons that the platform gives itself (PROTOCOL.md, "Reasons seen"). */
export const REASON = {
  creating: "Creating",
  scheduling: "Scheduling",
  quotaExhausted: "QuotaExhausted",
  containerCreating: "ContainerCreating",
  containerCannotRun: "ContainerCannotRun",
  restarting: "Restarting",
  scaleUpFailed: "ClusterScaleUpFailed",
  notFound: "NotFound",
  completed: "Completed",
  error: "Error",
} as const;

/** The last transition of a job whose process ended by itself. */
export function endTransition(end: RunEnd): Transition {
  const succeeded = end.exitCode === 0 && end.reason === undefined;
  return {
    status: succeeded ? "succeeded" : "failed",
    timeMs: end.finishedAtMs,
    reason: end.reason ?? (succeeded ? REASON.completed : REASON.error),
    description: succeeded ? undefined : describeEnd(end),
    exitCode: end.exitCode,
  };
}

/** How a run ended, for people: the engine's own words where it has some, and always the exit code. */
export function describeEnd(end: RunEnd): string {
  const code = `Exit code: ${end.exitCode}`;
  return end.message === undefined ? code : `${end.message} (${code})`;
}

/** The last transition of a job that was ended from outside. */
export function stopTransition(reason: StopReason, timeMs: number): Transition {
  const description = reason === "UserRequested" ? "Killed by its user." : "Its life span was over.";
  return { status: "cancelled", timeMs, reason, description };
}

/** The last transition of a job that nothing could be started for. */
export function refusedTransition(
  message: string,
  timeMs: number,
  reason: string = REASON.containerCannotRun,
): Transition {
  return { status: "failed", timeMs, reason, description: message };
}

/** The last transition of a job that waited for longer than it wanted to. */
export function scheduleTimeoutTransition(
  timeoutSeconds: number,
  missing: string | undefined,
  timeMs: number,
): Transition {
  const waited = `The job could not be started within ${timeoutSeconds} s.`;
  const description = missing === undefined ? waited : `${waited} ${missing}`;
  return { status: "failed", timeMs, reason: REASON.scaleUpFailed, description };
}

/** What is said of a run whose processes were gone when the platform looked for them. */
export const LOST_DESCRIPTION =
  "The job's process vanished without leaving an exit code; the machine or the process's supervisor was stopped.";
