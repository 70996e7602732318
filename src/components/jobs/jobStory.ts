import type { Job } from "../../../contract/job.ts";
import { isPending } from "../../../contract/status.ts";
import { formatExact } from "../../lib/elapsed.ts";
import { jobStatusWords, statusLabel, statusWords } from "../../lib/reasons.ts";
import { joinWords, reasonBeside } from "../logs/jobSentence.ts";

/** So many of the last transitions are told: a job that restarts has thousands. */
const MOST_TRANSITIONS = 12;

/** What the platform says of a job that waits: "Waiting for 4 CPUs: 1.5 of 8 are free." */
const NEEDS = /^Waiting for ([\d.]+) (.*?[CG]PU)s?\b.*?: ([\d.]+) of /;

/** Why a job waits or how it ended, in the few words that fit beside its status; undefined where that says all. */
export function rowReason(job: Job): string | undefined {
  const { title, detail } = jobStatusWords(job);
  if (isPending(job.status)) return waitingWords(title, detail);
  if (job.status === "running" && job.history.restarts > 0) return `Restarted ${job.history.restarts}×`;
  const beside = reasonBeside(statusLabel(job.status), title);
  if (job.status !== "failed") return beside;
  return beside === undefined ? detail : joinWords(beside, detail);
}

/** The same where there is room for less: the exit code of what has a name of its own is part of the whole story. */
export function shortReason(job: Job): string | undefined {
  return rowReason(job)?.replace(/ \(exit code [^)]*\)/, "");
}

function waitingWords(title: string, detail: string | undefined): string {
  const needs = detail === undefined ? null : NEEDS.exec(detail);
  if (needs) {
    const missing = Math.round((Number(needs[1]) - Number(needs[3])) * 1000) / 1000;
    return `Waits: needs ${missing} more ${needs[2]}${missing === 1 ? "" : "s"}`;
  }
  return (detail?.startsWith("Waiting ") ? detail : title).replace(/^Waiting /, "Waits ").replace(/\.$/, "");
}

/** All that happened to a job, a line each, latest last. */
export function wholeStory(job: Job): string {
  if (job.transitions.length === 0) {
    const { title, detail } = jobStatusWords(job);
    return joinWords(title, detail);
  }
  const lines = job.transitions.slice(-MOST_TRANSITIONS).map((transition) => {
    const label = statusLabel(transition.status);
    const { title, detail } = statusWords(transition);
    const beside = reasonBeside(label, title);
    const words = beside === undefined ? detail : joinWords(beside, detail);
    return `${formatExact(transition.transitionTimeMs)} – ${words === undefined ? label : `${label}: ${words}`}`;
  });
  const untold = job.transitions.length - lines.length;
  return untold > 0 ? [`${untold} earlier changes`, ...lines].join("\n") : lines.join("\n");
}
