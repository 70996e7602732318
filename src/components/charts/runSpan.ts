import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import type { TelemetrySnapshot } from "../../state/telemetry.ts";
import type { RunSpan } from "./timeAxis.ts";

/** Whether a job's charts go on. */
export function goesOn(job: Job): boolean {
  return !isFinished(job.status);
}

/**
 * When a job's charts begin and end. While samples come, the end is the newest of them, so that the clocks of browser
 * and platform need not agree; while none come, it is what the platform's clock must show.
 * @param presentMs this machine's clock
 */
export function runSpanOf(job: Job, live: TelemetrySnapshot, presentMs: number): RunSpan {
  const { startedAtMs, createdAtMs, finishedAtMs } = job.history;
  const startMs = startedAtMs ?? createdAtMs;
  const latestMs = live.samples.at(-1)?.timestampMs;
  if (!goesOn(job)) {
    return { startMs, endMs: Math.max(finishedAtMs ?? latestMs ?? startMs, startMs), isLive: false };
  }
  const isFlowing = live.state.status === "live" && latestMs !== undefined;
  const endMs = isFlowing ? latestMs : Math.max(latestMs ?? 0, presentMs + live.offsetMs);
  return { startMs, endMs: Math.max(endMs, startMs), isLive: true };
}
