import type { Job } from "../../../contract/job.ts";
import type { ShortcutId } from "../../lib/shortcuts/table.ts";

/** Something that the palette can do by itself. */
export interface Command {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  /** Other words that it is looked for by. */
  readonly also?: string;
  readonly shortcut?: ShortcutId;
  readonly run: () => void;
}

/** What can be done with any job that is found. */
export const JOB_VERBS = [
  { verb: "open", label: "", words: ["open", "go"], needsRunning: false },
  { verb: "logs", label: "Logs of ", words: ["log", "logs", "output"], needsRunning: false },
  { verb: "metrics", label: "Metrics of ", words: ["metrics", "charts", "usage"], needsRunning: false },
  { verb: "shell", label: "Shell in ", words: ["shell", "exec", "terminal"], needsRunning: true },
  { verb: "again", label: "Run again ", words: ["run", "again", "rerun"], needsRunning: false },
] as const;
export type JobVerb = (typeof JOB_VERBS)[number]["verb"];

export interface JobItem {
  readonly verb: JobVerb;
  /** Stands before the job's name. */
  readonly label: string;
  readonly job: Job;
}

/** Small words between what is to be done and with what. */
const FILLERS: ReadonlySet<string> = new Set(["of", "in", "for", "to", "a", "the", "job"]);
const SHORTEST_VERB = 2;

export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** The commands that have all words of a text, those whose own name begins so first; of no words all of them. */
export function findCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = wordsOf(text);
  const [first = ""] = words;
  const found = commands.filter(({ label, also = "", group }) => {
    const all = `${label} ${also} ${group}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const rank = ({ label }: Command) => (label.toLowerCase().startsWith(first) ? 0 : 1);
  return words.length === 0 ? found : found.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * The jobs that have all words of a text, newest first, with what a word at the text's begin or end says is to be done:
 * "logs train", "train shell". Whose name or id is the text comes first.
 * @param most how many at most
 */
export function findJobs(jobs: readonly Job[], text: string, most: number): JobItem[] {
  const words = wordsOf(text);
  if (words.length === 0) return jobs.slice(0, most).map((job) => itemOf("open", job));
  const found = jobsWith(jobs, words, most).map((job) => itemOf("open", job));
  const asked = verbIn(words);
  if (!asked) return found;
  const usable = asked.verb.needsRunning ? jobs.filter(({ status }) => status === "running") : jobs;
  const meant = jobsWith(usable, asked.rest, most).map((job) => itemOf(asked.verb.verb, job));
  return [...meant, ...found].slice(0, most);
}

function verbIn(words: readonly string[]) {
  for (const word of [words[0] ?? "", words.at(-1) ?? ""]) {
    if (word.length < SHORTEST_VERB) continue;
    const verb = JOB_VERBS.find((known) => known.words.some((name) => name.startsWith(word)));
    const rest = words.filter((other) => other !== word && !FILLERS.has(other));
    if (verb) return { verb, rest };
  }
  return undefined;
}

function jobsWith(jobs: readonly Job[], words: readonly string[], most: number): Job[] {
  const exact: Job[] = [];
  const found: Job[] = [];
  const whole = words.join(" ");
  for (const job of jobs) {
    if (job.name?.toLowerCase() === whole || job.id === whole) exact.push(job);
    else if (found.length < most && hasAll(job, words)) found.push(job);
  }
  return [...exact, ...found].slice(0, most);
}

function hasAll(job: Job, words: readonly string[]): boolean {
  const all = `${job.name ?? ""} ${job.id} ${job.owner} ${job.tags.join(" ")} ${job.status}`.toLowerCase();
  return words.every((word) => all.includes(word));
}

function itemOf(wanted: JobVerb, job: Job): JobItem {
  const { verb, label } = JOB_VERBS.find((known) => known.verb === wanted) ?? JOB_VERBS[0];
  return { verb, label, job };
}

/** What a text names that no list knows: a job can be opened by its name or id, whoever's and however old it is. */
export function jobNamed(text: string, found: readonly JobItem[]): string | undefined {
  const name = text.trim();
  const isKnown = found.some(({ job }) => job.id === name || job.name === name);
  return /^[a-z0-9](?:[a-z0-9-]{1,}[a-z0-9])$/.test(name) && !isKnown ? name : undefined;
}
