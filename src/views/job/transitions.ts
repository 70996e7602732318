import type { Job, StatusItem } from "../../../contract/job.ts";

/** A transition and how long the job stayed there. */
export interface TimelineEntry {
  readonly item: StatusItem;
  /** Undefined while the job is still there, and for how it ended. */
  readonly lastedMs: number | undefined;
}

/** A job's transitions, latest first. */
export function timelineOf(job: Pick<Job, "transitions">): TimelineEntry[] {
  return job.transitions
    .map((item, index) => {
      const next = job.transitions[index + 1];
      return {
        item,
        lastedMs: next && Math.max(0, next.transitionTimeMs - item.transitionTimeMs),
      };
    })
    .reverse();
}
