import { randomUUID } from "node:crypto";
import { HttpError } from "../http/errors.ts";
import type { AcceptedJob } from "./accept.ts";
import type { JobRecord } from "./jobRecord.ts";
import { REASON } from "./reasons.ts";

/** What a client wants of a life span. */
export type LifeSpanChange = { readonly minutes: number } | { readonly additionalMinutes: number };

/** A job as it is first written. */
export function newJob(accepted: AcceptedJob, nowMs: number): JobRecord {
  const { place } = accepted;
  return {
    id: `job-${randomUUID()}`,
    name: accepted.name,
    owner: place.userName,
    clusterName: place.clusterName,
    projectName: place.projectName,
    createdAtMs: nowMs,
    tags: [...new Set(accepted.tags)],
    spec: accepted.spec,
    status: "pending",
    transitions: [
      { status: "pending", timeMs: nowMs, reason: REASON.creating },
      { status: "pending", timeMs: nowMs, reason: REASON.scheduling },
    ],
    restarts: 0,
    quickEnds: 0,
    lifeSpanMinutes: accepted.lifeSpanMinutes,
    materialized: false,
    beingDropped: false,
    logsRemoved: false,
  };
}

/** The life span after a change, in minutes. @throws HttpError 400 when there is none to extend */
export function changedLifeSpan(job: JobRecord, change: LifeSpanChange): number {
  if ("minutes" in change) return change.minutes;
  if (job.lifeSpanMinutes === undefined) {
    throw new HttpError(400, `Job '${job.id}' has no limit that could be extended; set one with max_run_time_minutes.`);
  }
  return job.lifeSpanMinutes + change.additionalMinutes;
}
