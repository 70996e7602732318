import type { ChunkStore, LogChunk } from "./chunkStore.ts";
import { levelOf } from "./level.ts";
import { seenTextsOf } from "./lineText.ts";
import { createNumberList, type NumberList } from "./numberList.ts";
import { compileSearch, isFiltering, type LogQuery } from "./query.ts";

/** What came of counting a pattern's matches in some texts. */
export type Counted =
  | { readonly status: "counted"; readonly counts: Uint32Array }
  /** Nobody needs the answer any more. */
  | { readonly status: "left" }
  | { readonly status: "failed"; readonly message: string };

/** Counts a pattern's matches in texts somewhere else: a regular expression may take longer than anybody lives. */
export type CountElsewhere = (pattern: RegExp, texts: readonly string[]) => Promise<Counted>;

/** One walk over a log that finds what matches and what is shown, and goes on as lines come. */
export interface LinePass {
  /** The numbers of the lines that match the search. */
  readonly matches: NumberList;
  /** How many times the search's text stands in them. */
  readonly matchCount: number;
  /** The numbers of the lines that are shown; undefined while all are. */
  readonly shown: NumberList | undefined;
  /** Up to which line it has come. */
  readonly cursor: number;
  /** Why it was given up, in a sentence. */
  readonly problem: string | undefined;
  /** It waits for an answer, and {@link PassOptions.onAnswer} tells of it. */
  readonly isWaiting: boolean;
  /** Goes on for about so long. @returns whether there is more to do */
  step(budgetMs: number): boolean;
}

export interface PassOptions {
  readonly count: CountElsewhere;
  readonly onAnswer: () => void;
}

/** At one go; so many lines cost a few milliseconds. */
const STEP_LINES = 4096;

/**
 * @param query one whose search compiles
 * @param elsewhere where regular expressions are matched; left out: here, like all other searches
 */
export function createLinePass(store: ChunkStore, query: LogQuery, elsewhere?: PassOptions): LinePass {
  const compiled = compileSearch(query.search);
  const pattern = compiled.status === "ok" ? compiled.pattern : undefined;
  const matches = createNumberList();
  const shown = isFiltering(query) ? createNumberList() : undefined;
  const levels = new Set(query.levels);
  const { sinceMs = -Infinity, untilMs = Infinity } = query;
  const context = pattern ? query.onlyMatchesContext : undefined;
  const awayPattern = query.search.isRegex && elsewhere ? pattern : undefined;
  let matchCount = 0;
  let problem: string | undefined;
  let isWaiting = false;
  let cursor = store.firstNumber;
  /** Lines below are shown already; lines below the other are shown because of a match before them. */
  let shownUpTo = cursor;
  let contextUpTo = cursor;

  function show(from: number, to: number): void {
    for (let number = Math.max(from, shownUpTo); number < to; number += 1) shown?.push(number);
    shownUpTo = Math.max(shownUpTo, to);
  }

  function look(text: string, number: number, timestampMs: number, count: number): void {
    if (!shown) {
      if (count > 0) {
        matches.push(number);
        matchCount += count;
      }
      return;
    }
    const isWanted =
      timestampMs >= sinceMs && timestampMs < untilMs && (levels.size === 0 || levels.has(levelOf(text) ?? "none"));
    if (isWanted && count > 0) {
      matches.push(number);
      matchCount += count;
    }
    if (context === undefined) {
      if (isWanted) show(number, number + 1);
    } else if (isWanted && count > 0) {
      show(Math.max(number - context, store.firstNumber), number + 1);
      contextUpTo = number + 1 + context;
    } else if (number < contextUpTo) {
      show(number, number + 1);
    }
  }

  function walk(chunk: LogChunk): void {
    const [from, to] = nextLines(chunk);
    const needsText = pattern !== undefined || levels.size > 0;
    const texts = needsText ? seenTextsOf(chunk, from, to) : undefined;
    for (let index = from; index < to; index += 1) {
      const text = texts?.[index - from] ?? "";
      look(text, chunk.firstNumber + index, chunk.times[index] ?? 0, pattern ? countMatches(text, pattern) : 0);
    }
    cursor = chunk.firstNumber + to;
  }

  function nextLines(chunk: LogChunk): [number, number] {
    const from = cursor - chunk.firstNumber;
    return [from, Math.min(chunk.count, from + STEP_LINES)];
  }

  /** Walks over the next lines with the help of others. */
  async function walkAway(chunk: LogChunk, away: RegExp, { count, onAnswer }: PassOptions): Promise<void> {
    isWaiting = true;
    const askedAt = cursor;
    const [from, to] = nextLines(chunk);
    const texts = seenTextsOf(chunk, from, to);
    // A chunk that is written on gets other arrays for its index.
    const times = chunk.times.slice(from, to);
    const counted = await count(away, texts);
    isWaiting = false;
    if (counted.status === "left") return;
    if (counted.status === "failed") problem = counted.message;
    else if (cursor === askedAt) {
      for (const [index, text] of texts.entries()) {
        look(text, askedAt + index, times[index] ?? 0, counted.counts[index] ?? 0);
      }
      cursor = askedAt + texts.length;
    }
    onAnswer();
  }

  return {
    matches,
    shown,
    get matchCount() {
      return matchCount;
    },
    get cursor() {
      return cursor;
    },
    get problem() {
      return problem;
    },
    get isWaiting() {
      return isWaiting;
    },
    step(budgetMs) {
      const isIdle = (!pattern && !shown) || problem !== undefined;
      if (isIdle) cursor = store.endNumber;
      if (cursor < store.firstNumber) {
        cursor = store.firstNumber;
        matches.dropBelow(cursor);
        shown?.dropBelow(cursor);
      }
      const endMs = performance.now() + budgetMs;
      while (cursor < store.endNumber && performance.now() < endMs) {
        const chunk = store.chunkOf(cursor);
        if (!chunk || isWaiting) break;
        if (awayPattern && elsewhere) void walkAway(chunk, awayPattern, elsewhere);
        else walk(chunk);
      }
      return cursor < store.endNumber;
    },
  };
}

/** How many times a global pattern's text stands in a text. */
export function countMatches(text: string, pattern: RegExp): number {
  pattern.lastIndex = 0;
  // Most lines have none, and a list of matches is dear.
  if (!pattern.test(text)) return 0;
  // A list of matches begins where a pattern was left.
  pattern.lastIndex = 0;
  let count = 0;
  for (const [match] of text.matchAll(pattern)) if (match !== "") count += 1;
  return count;
}
