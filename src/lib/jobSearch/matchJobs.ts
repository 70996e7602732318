import type { Job } from "../../../contract/job.ts";
import { ACTIVE_STATUSES, isFinished, isPending } from "../../../contract/status.ts";
import { jobText } from "./jobText.ts";
import { isTrait, type SearchKey, type Trait } from "./keys.ts";
import { readMoment } from "./moment.ts";
import type { KeyTerm, Query, Term } from "./query.ts";

/** What a query's meaning depends on beside its text. */
export interface SearchContext {
  /** The name of the user who asks; while it is not known, what is asked about one's own jobs lets all through. */
  readonly person: string | undefined;
  /** The platform does not say who asks: nobody has jobs of his own. */
  readonly isNobody?: boolean;
  readonly nowMs: number;
  /** Whether a job holds resources without using them; without it none does. */
  readonly isIdle?: (job: Job) => boolean;
}

type Predicate = (job: Job) => boolean;

/** Makes the test of a query: whether a job fits every term that has nothing wrong with it. */
export function queryMatcher(query: Query, context: SearchContext): Predicate {
  const tests = query.terms.filter(({ problem }) => problem === undefined).map((term) => termMatcher(term, context));
  const [only] = tests;
  if (tests.length <= 1) return only ?? (() => true);
  return (job) => tests.every((test) => test(job));
}

/** The test of one term, its minus included. */
export function termMatcher(term: Term, context: SearchContext): Predicate {
  const test = term.kind === "text" ? textMatcher(term.text) : keyMatcher(term, context);
  return term.isNegated ? (job) => !test(job) : test;
}

function textMatcher(text: string): Predicate {
  const words = text.toLowerCase();
  return (job) => jobText(job).includes(words);
}

function keyMatcher({ key, values }: KeyTerm, context: SearchContext): Predicate {
  const words = values.map(({ text }) => text);
  switch (key) {
    case "since":
    case "until":
      return momentMatcher(key, words[0] ?? "", context.nowMs);
    case "is":
      return anyOf(words.filter(isTrait).map((trait) => traitMatcher(trait, context)));
    case "owner":
      return anyOf(words.map((word) => ownerMatcher(word, context)));
    default:
      return anyOf(words.map((word) => valueMatcher(key, word)));
  }
}

function anyOf(tests: readonly Predicate[]): Predicate {
  const [only] = tests;
  return tests.length === 1 && only ? only : (job) => tests.some((test) => test(job));
}

function momentMatcher(edge: "since" | "until", text: string, nowMs: number): Predicate {
  const ms = readMoment(text, edge, nowMs);
  if (ms === undefined) return () => true;
  return edge === "since" ? (job) => job.history.createdAtMs >= ms : (job) => job.history.createdAtMs <= ms;
}

function ownerMatcher(word: string, { person }: SearchContext): Predicate {
  if (word !== "me") return valueMatcher("owner", word);
  return (job) => person === undefined || job.owner === person;
}

function traitMatcher(trait: Trait, context: SearchContext): Predicate {
  switch (trait) {
    case "active":
      return (job) => ACTIVE_STATUSES.includes(job.status);
    case "finished":
      return (job) => isFinished(job.status);
    case "waiting":
      return (job) => isPending(job.status);
    case "mine":
      return ownerMatcher("me", context);
    case "idle":
      return context.isIdle ?? (() => false);
    case "restarted":
      return (job) => job.history.restarts > 0;
    case "web":
      return (job) => job.container.http !== undefined;
  }
}

type WordKey = Exclude<SearchKey, "since" | "until" | "is">;

/** Reads what a job has of a key that is compared with words; most have one value, some none. */
export function jobValues(key: WordKey): (job: Job) => string | readonly string[] | undefined {
  return VALUES[key];
}

const VALUES: Readonly<Record<WordKey, (job: Job) => string | readonly string[] | undefined>> = {
  tag: (job) => job.tags,
  status: (job) => job.status,
  owner: (job) => job.owner,
  cluster: (job) => job.clusterName,
  id: (job) => job.id,
  image: (job) => job.container.image,
  name: (job) => job.name,
  preset: (job) => job.presetName,
  project: (job) => job.projectName,
  org: (job) => job.orgName,
  reason: (job) => job.history.reason,
};

function valueMatcher(key: WordKey, word: string): Predicate {
  const test = wordMatcher(key, word);
  const valuesOf = jobValues(key);
  return (job) => {
    const values = valuesOf(job);
    return typeof values === "string" ? test(values) : (values?.some(test) ?? false);
  };
}

/** Images and reasons are long and fit by a part, ids by their beginning, all else as a whole. */
function wordMatcher(key: SearchKey, word: string): (value: string) => boolean {
  const lower = word.toLowerCase();
  if (isPattern(word)) {
    const body = lower.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    const pattern = new RegExp(`^${body.join("[^]*")}$`);
    return (value) => pattern.test(value.toLowerCase());
  }
  if (key === "image" || key === "reason") return (value) => value.toLowerCase().includes(lower);
  if (key === "id") return (value) => value.startsWith(lower) || value.startsWith(`job-${lower}`);
  return (value) => value === word;
}

/** Whether a value has an asterisk, which stands for anything. */
export function isPattern(word: string): boolean {
  return word.includes("*");
}
