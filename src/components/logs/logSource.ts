import type { Job } from "../../../contract/job.ts";
import type { LogSource } from "./logProtocol.ts";

/** A job's log, and where in it the job was restarted. */
export function sourceOf({ id, transitions }: Pick<Job, "id" | "transitions">): LogSource {
  const restarts = transitions.flatMap(({ reason, transitionTimeMs: endMs }, index) => {
    if (reason !== "Restarting") return [];
    const atMs = transitions[index + 1]?.transitionTimeMs ?? endMs;
    return [{ atMs, fromMs: (endMs + atMs) / 2 }];
  });
  return { jobId: id, restarts };
}
