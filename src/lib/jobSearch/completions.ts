import type { Job } from "../../../contract/job.ts";
import { facetCounts, type FacetValue } from "./facets.ts";
import { isTrait, KEY_MEANINGS, SEARCH_KEYS, TRAITS, type SearchKey } from "./keys.ts";
import type { SearchContext } from "./matchJobs.ts";
import { parseQuery } from "./parseQuery.ts";
import { printValue } from "./printQuery.ts";
import type { KeyTerm, Query, Span, Term } from "./query.ts";
import { searchJobs } from "./searchJobs.ts";

/** What completion knows beside the query. */
export interface CompletionSource {
  /** The jobs to count. */
  readonly jobs: readonly Job[];
  readonly context: SearchContext;
  /** Values that exist although no job may have them. */
  readonly names: Partial<Readonly<Record<SearchKey, readonly string[]>>>;
}

export interface Completion {
  readonly kind: "key" | "value";
  /** As it reads once it is chosen: `status:` or `running`. */
  readonly label: string;
  readonly meaning: string | undefined;
  /** How many jobs would be left; undefined for keys. */
  readonly count: number | undefined;
  /** Where it goes in the text, and what. */
  readonly span: Span;
  readonly insert: string;
}

const MOST = 40;
const MOST_GUESSES = 5;
/** What a word alone may mean. */
const GUESSED_KEYS = ["status", "is", "owner", "tag", "preset", "project"] as const;

/** What may follow at the caret, best first. */
export function completionsAt(text: string, caret: number, source: CompletionSource): Completion[] {
  const query = parseQuery(text);
  const term = query.terms.find(({ start, end }) => start < caret && caret <= end);
  const rest: Query = { terms: query.terms.filter((other) => other !== term) };
  if (term?.kind === "key" && caret > keyEnd(term)) return valueCompletions(text, caret, term, rest, source);
  if (term && text[term.isNegated ? term.start + 1 : term.start] === '"') return [];
  return wordCompletions(text, caret, term, rest, source);
}

/**
 * Counts what a first word may mean before one is typed, a key at a time: at ten thousand jobs all at once would be felt.
 * @returns what stops it
 */
export function countAhead(source: CompletionSource): () => void {
  const keys = [...GUESSED_KEYS];
  let timer: ReturnType<typeof setTimeout>;
  const next = () => {
    const key = keys.shift();
    if (key === undefined) return;
    facetCounts(key, source.jobs, source);
    timer = setTimeout(next);
  };
  timer = setTimeout(next);
  return () => clearTimeout(timer);
}

/** Where the key's colon is. */
function keyEnd(term: KeyTerm): number {
  return term.start + (term.isNegated ? 1 : 0) + term.key.length;
}

function valueCompletions(text: string, caret: number, term: KeyTerm, rest: Query, source: CompletionSource) {
  const under = term.values.find(({ start, end }) => start <= caret && caret <= end);
  const span = under ? { start: under.start, end: under.end } : { start: caret, end: caret };
  const typed = text.slice(span.start, caret).replace(/^"/, "").toLowerCase();
  const others = new Set(term.values.filter((value) => value !== under).map((value) => value.text));
  const jobs = searchJobs(source.jobs, rest, source.context);
  return facetCounts(term.key, jobs, source)
    .filter(({ value }) => fits(value, typed) && !others.has(value))
    .sort((a, b) => startsLast(a.value, typed) - startsLast(b.value, typed))
    .slice(0, MOST)
    .map((facet) => valueCompletion(facet, term.key, span, printValue(facet.value), jobs.length, term.isNegated));
}

function wordCompletions(
  text: string,
  caret: number,
  term: Term | undefined,
  rest: Query,
  source: CompletionSource,
): Completion[] {
  const isNegated = term?.isNegated ?? false;
  const start = term ? term.start + (isNegated ? 1 : 0) : caret;
  const span = { start, end: term?.kind === "text" ? term.end : caret };
  const typed = text.slice(start, caret).toLowerCase();
  const keys = SEARCH_KEYS.filter((key) => key.startsWith(typed) && !(isNegated && isMoment(key))).map(
    (key): Completion => ({
      kind: "key",
      label: `${key}:`,
      meaning: KEY_MEANINGS[key].meaning,
      count: undefined,
      span,
      insert: `${key}:`,
    }),
  );
  if (typed.length < 2) return keys;
  const jobs = searchJobs(source.jobs, rest, source.context);
  const guesses = GUESSED_KEYS.flatMap((key) =>
    facetCounts(key, jobs, source)
      .filter(({ value, count }) => value.toLowerCase().startsWith(typed) && count > 0)
      .slice(0, MOST_GUESSES)
      .map((facet) =>
        valueCompletion(facet, key, span, `${key}:${printValue(facet.value)}`, jobs.length, isNegated, `${key}:`),
      ),
  );
  return [...keys, ...guesses];
}

function valueCompletion(
  { value, count }: FacetValue,
  key: SearchKey,
  span: Span,
  insert: string,
  total: number,
  isNegated: boolean,
  prefix = "",
): Completion {
  const meaning = key === "is" && isTrait(value) ? TRAITS[value] : undefined;
  return { kind: "value", label: prefix + value, meaning, count: isNegated ? total - count : count, span, insert };
}

function fits(value: string, typed: string): boolean {
  return value.toLowerCase().includes(typed);
}

function startsLast(value: string, typed: string): number {
  return value.toLowerCase().startsWith(typed) ? 0 : 1;
}

function isMoment(key: SearchKey): boolean {
  return key === "since" || key === "until";
}

/** The text and the caret after a completion was chosen; a whole value is followed by a blank, ready for the next word. */
export function applyCompletion(text: string, { kind, span, insert }: Completion): { text: string; caret: number } {
  const after = text.slice(span.end);
  const blank = kind === "value" && !/^[\s,]/.test(after) ? " " : "";
  const before = text.slice(0, span.start) + insert + blank;
  return { text: before + after, caret: before.length };
}
