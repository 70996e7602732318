import { jobStatusWords, type JobFacts } from "../../lib/reasons.ts";

/** A job's state as one sentence: why it waits, or how it ended. */
export function jobSentence(job: JobFacts): string {
  const { title, detail } = jobStatusWords(job);
  return endSentence(joinWords(title, detail));
}

/** A title and its detail without saying the same twice: a detail that begins as the title does says more by itself. */
export function joinWords(title: string, detail: string | undefined): string {
  if (detail === undefined) return title;
  return firstWords(title) === firstWords(detail) ? detail : `${title}: ${detail}`;
}

function firstWords(text: string): string {
  return text.toLowerCase().split(/\s+/, 2).join(" ");
}

function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
