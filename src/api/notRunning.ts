import type { Job } from "../../contract/job.ts";
import { isFinished, isRunning } from "../../contract/status.ts";

/** Why nothing can be done inside a job, as a sentence; undefined when it runs. */
export function whyNotRunning(job: Job): string | undefined {
  if (isRunning(job.status)) return undefined;
  if (isFinished(job.status)) {
    const exitCode = job.history.exitCode;
    return `The job has ended (${job.status}${exitCode === undefined ? "" : `, exit code ${exitCode}`}).`;
  }
  const details = [job.history.reason, job.history.description].filter((text) => text !== undefined && text !== "");
  const why = details.length === 0 ? "" : `: ${details.join(", ")}`;
  if (job.status === "unknown") return "The job is in a state that this release does not know.";
  if (job.status === "suspended") return `The job is suspended${why}.`;
  return `The job has not started yet${why}.`;
}
