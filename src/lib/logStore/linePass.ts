import { chunkIndexOf, type ChunkStore, type LogChunk } from "./chunkStore.ts";
import { levelOf } from "./level.ts";
import { seenTextsOf } from "./lineText.ts";
import { createNumberList, type NumberList } from "./numberList.ts";
import { compileSearch, isFiltering, type LogQuery } from "./query.ts";

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
  /** Goes on for about so long. @returns whether there is more to do */
  step(budgetMs: number): boolean;
}

/** At one go; so many lines cost a few milliseconds. */
const STEP_LINES = 4096;

/** @param query one whose search compiles */
export function createLinePass(store: ChunkStore, query: LogQuery): LinePass {
  const compiled = compileSearch(query.search);
  const pattern = compiled.status === "ok" ? compiled.pattern : undefined;
  const matches = createNumberList();
  const shown = isFiltering(query) ? createNumberList() : undefined;
  const levels = new Set(query.levels);
  const { sinceMs = -Infinity, untilMs = Infinity } = query;
  const context = pattern ? query.onlyMatchesContext : undefined;
  let matchCount = 0;
  let cursor = store.firstNumber;
  /** Lines below are shown already; lines below the other are shown because of a match before them. */
  let shownUpTo = cursor;
  let contextUpTo = cursor;

  function show(from: number, to: number): void {
    for (let number = Math.max(from, shownUpTo); number < to; number += 1) shown?.push(number);
    shownUpTo = Math.max(shownUpTo, to);
  }

  function look(text: string, number: number, timestampMs: number): void {
    const count = pattern ? countMatches(text, pattern) : 0;
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
    const from = cursor - chunk.firstNumber;
    const to = Math.min(chunk.count, from + STEP_LINES);
    const needsText = pattern !== undefined || levels.size > 0;
    const texts = needsText ? seenTextsOf(chunk, from, to) : undefined;
    for (let index = from; index < to; index += 1) {
      look(texts?.[index - from] ?? "", chunk.firstNumber + index, chunk.times[index] ?? 0);
    }
    cursor = chunk.firstNumber + to;
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
    step(budgetMs) {
      const isIdle = !pattern && !shown;
      if (isIdle) cursor = store.endNumber;
      if (cursor < store.firstNumber) {
        cursor = store.firstNumber;
        matches.dropBelow(cursor);
        shown?.dropBelow(cursor);
      }
      const endMs = performance.now() + budgetMs;
      while (cursor < store.endNumber && performance.now() < endMs) {
        const chunk = store.chunks[chunkIndexOf(store.chunks, cursor)];
        if (!chunk) break;
        walk(chunk);
      }
      return cursor < store.endNumber;
    },
  };
}

function countMatches(text: string, pattern: RegExp): number {
  pattern.lastIndex = 0;
  // Most lines have none, and a list of matches is dear.
  if (!pattern.test(text)) return 0;
  let count = 0;
  for (const [match] of text.matchAll(freshOf(pattern))) if (match !== "") count += 1;
  return count;
}

/** A list of matches begins where a pattern was left. */
function freshOf(pattern: RegExp): RegExp {
  pattern.lastIndex = 0;
  return pattern;
}
