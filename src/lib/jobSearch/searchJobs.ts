import type { Job } from "../../../contract/job.ts";
import { queryMatcher, type SearchContext } from "./matchJobs.ts";
import type { Query, Term } from "./query.ts";

interface Answer {
  readonly query: Query;
  readonly context: SearchContext;
  readonly jobs: readonly Job[];
}

/** How many answers are kept for a list: a word has been typed, and then the next one letter by letter. */
const MOST_ANSWERS = 12;

/** The latest answers for each list of jobs, the last one first: what is typed further only narrows one of them. */
const answers = new WeakMap<readonly Job[], readonly Answer[]>();

/** The jobs that a query lets through, in their order; the list itself when that is all of them. */
export function searchJobs(jobs: readonly Job[], query: Query, context: SearchContext): readonly Job[] {
  if (query.terms.every(({ problem }) => problem !== undefined)) return jobs;
  const known = (answers.get(jobs) ?? []).filter((answer) => isSameContext(answer.context, context));
  const wider = known.filter((answer) => narrows(answer.query, query));
  // Another part of the page has asked the same: the chips count what the table shows.
  const same = wider.find((answer) => narrows(query, answer.query));
  if (same) return same.jobs;
  const from = wider.reduce((fewest, answer) => (answer.jobs.length < fewest.length ? answer.jobs : fewest), jobs);
  const found = from.filter(queryMatcher(query, context));
  const answer = found.length === from.length ? from : found;
  answers.set(jobs, [{ query, context, jobs: answer }, ...known].slice(0, MOST_ANSWERS));
  return answer;
}

function isSameContext(a: SearchContext, b: SearchContext): boolean {
  return a.person === b.person && a.nowMs === b.nowMs && a.isIdle === b.isIdle;
}

/** Whether every job that fits `after` fits `before` too, as far as that can be told from the words. */
export function narrows(before: Query, after: Query): boolean {
  const wanted = after.terms.filter(({ problem }) => problem === undefined);
  return before.terms.every((old) => old.problem !== undefined || wanted.some((term) => implies(term, old)));
}

function implies(term: Term, old: Term): boolean {
  if (term.isNegated !== old.isNegated) return false;
  if (term.kind === "text" && old.kind === "text") {
    const [longer, shorter] = old.isNegated ? [old, term] : [term, old];
    return longer.text.toLowerCase().includes(shorter.text.toLowerCase());
  }
  if (term.kind !== "key" || old.kind !== "key" || term.key !== old.key) return false;
  const [fewer, more] = old.isNegated ? [old, term] : [term, old];
  return fewer.values.every(({ text }) => more.values.some((other) => other.text === text));
}
