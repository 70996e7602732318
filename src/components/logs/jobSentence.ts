import { jobStatusWords, type JobFacts } from "../../lib/reasons.ts";

const WAITING = "Waiting ";

/** A job's state as one sentence: why it waits, or how it ended. */
export function jobSentence(job: JobFacts): string {
  const { title, detail } = jobStatusWords(job);
  return endSentence(joinWords(title, detail));
}

/**
 * What stands beside a status's own word: "Failed" and "Failed with exit code 43" read as "Failed" and "Exit code 43".
 * Undefined where the title says no more than the word.
 */
export function reasonBeside(label: string, title: string): string | undefined {
  if (title === label) return undefined;
  const prefix = `${label} with `;
  if (!title.startsWith(prefix)) return title;
  const rest = title.slice(prefix.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** A title and its detail without saying the same twice: what is waited for stands in the detail again. */
export function joinWords(title: string, detail: string | undefined): string {
  if (detail === undefined) return title;
  return title.startsWith(WAITING) && detail.startsWith(WAITING) ? detail : `${title}: ${detail}`;
}

function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
