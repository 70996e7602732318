import { queryOptions } from "@tanstack/react-query";
import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import { ApiError } from "../errors.ts";
import type { JobsClient } from "../jobsClient.ts";

/** Which part of a job's telemetry is wanted: its last hour, all of it, or between two moments (ms since the epoch). */
export type HistorySpan = "last hour" | "all" | { readonly fromMs: number; readonly toMs: number };

const HOUR_MS = 3600_000;
/** As many as a screen has room for, and an hour of seconds. */
const MOST_STEPS = 4_000;
/** The buffer of live samples holds an hour: until then the kept ones must have followed. */
const REFRESH_MS = 20 * 60_000;

/**
 * What the platform has kept of a job's telemetry; null on a platform that keeps none. What comes later is the live
 * samples' to tell; the kept ones follow only so that there is never a hole between them.
 */
export function telemetryQuery(client: JobsClient, job: Job, span: HistorySpan) {
  const hasEnded = isFinished(job.status);
  return queryOptions({
    queryKey: ["telemetry", job.id, span, hasEnded],
    queryFn: async ({ signal }) => {
      try {
        return await client.telemetry(job.id, { ...timesOf(job, span), steps: MOST_STEPS, signal });
      } catch (error) {
        if (error instanceof ApiError && error.kind === "not-found") return null;
        throw error;
      }
    },
    // Curves are compared by identity, and thousands of numbers are not worth comparing.
    structuralSharing: false,
    staleTime: hasEnded ? Infinity : REFRESH_MS,
    refetchInterval: hasEnded ? false : REFRESH_MS,
    refetchIntervalInBackground: false,
    refetchOnReconnect: true,
    gcTime: 60_000,
    // What is known of the job in another span stays until this one has come.
    placeholderData: (before, query) => (query?.queryKey[1] === job.id ? before : undefined),
  });
}

function timesOf(job: Job, span: HistorySpan): { readonly sinceMs?: number; readonly untilMs?: number } {
  if (span === "all") return {};
  if (span !== "last hour") return { sinceMs: span.fromMs, untilMs: span.toMs };
  const { finishedAtMs } = job.history;
  if (isFinished(job.status) && finishedAtMs !== undefined) return { sinceMs: finishedAtMs - HOUR_MS };
  return { sinceMs: Date.now() - HOUR_MS };
}
