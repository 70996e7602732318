import { PLAIN_STYLE } from "../../../lib/ansiStyle.ts";
import { LINE_FLAGS, lineBytesAt, numberAtTime, styleAt } from "../../../lib/logStore/chunkStore.ts";
import { DRAWN_BYTES, drawLine, type LogRow } from "../../../lib/logStore/drawRow.ts";
import { createLinePass, type LinePass, type PassOptions } from "../../../lib/logStore/linePass.ts";
import { seenTextOf } from "../../../lib/logStore/lineText.ts";
import type { MarkPattern } from "../../../lib/logStore/pieces.ts";
import { compileSearch, compileWords, isFiltering, NO_QUERY, type LogQuery } from "../../../lib/logStore/query.ts";
import { createMergedOrder, createSingleOrder, type RowOrder, type RowPlace } from "../../../lib/logStore/rowOrder.ts";
import type { LogQuestion, LogSource, LogWindow, SearchFacts, TimeText } from "../logProtocol.ts";
import type { SourceReader } from "./sourceReader.ts";

export interface WorkLeft {
  /** Whether there is more to do, here or elsewhere. */
  readonly hasMore: boolean;
  /** In how many milliseconds it is worth while to go on, where that is not at once. */
  readonly laterMs?: number | undefined;
}

/** What a set of logs shows: its lines in order, drawn on demand, searched piece by piece. */
export interface LogDesk {
  /** Looks further through the logs for about so long. */
  work(budgetMs: number): WorkLeft;
  /** Whether each line that comes takes work before it is shown. */
  readonly isLooking: boolean;
  /** Whether all that is to be done is done elsewhere. */
  readonly isWaiting: boolean;
  setQuery(query: LogQuery, showsJson: boolean): void;
  /** Begins anew with the same query: lines have come back. */
  restart(): void;
  setSources(sources: readonly LogSource[]): void;
  expand(place: RowPlace): void;
  search(): SearchFacts;
  /** Indices of the first row and behind the last, unfinished lines included. */
  range(): { readonly start: number; readonly end: number };
  rows(window: LogWindow): { readonly from: number; readonly rows: LogRow[] };
  /**
   * Answers a question of the page; undefined while lines that it is about are still to come.
   * @param hasMore whether there are lines that were not looked at
   */
  answer(question: LogQuestion, hasMore: boolean): { readonly value: number | string | undefined } | undefined;
}

/** Each asking for more of an overlong line shows so much more of it. */
const EXPAND_FACTOR = 8;

/** @param elsewhere where regular expressions are matched */
export function createLogDesk(
  readers: readonly SourceReader[],
  firstSources: readonly LogSource[],
  elsewhere: PassOptions,
): LogDesk {
  let sources = firstSources;
  let query = NO_QUERY;
  let showsJson = false;
  let problem: string | undefined;
  let patterns: readonly MarkPattern[] = [];
  /** A regular expression is not matched here but in lines of which it is known that it matches them. */
  let regex: MarkPattern | undefined;
  let passes: readonly LinePass[] = [];
  let order: RowOrder;
  const expanded = new Map<string, number>();

  function begin(): void {
    const compiled = compileSearch(query.search);
    problem = compiled.status === "broken" ? compiled.message : undefined;
    const searched = compiled.status === "ok" ? { pattern: compiled.pattern, mark: 0 } : undefined;
    regex = query.search.isRegex ? searched : undefined;
    patterns = [
      ...(searched && !regex ? [searched] : []),
      ...compileWords(query.words).map((pattern, index) => ({ pattern, mark: index + 1 })),
    ];
    passes = readers.map((reader) => createLinePass(reader.store, query, elsewhere));
    const ordered = readers.map(({ store }, index) => ({ store, pass: passes[index] as LinePass }));
    const [only] = ordered;
    order = ordered.length === 1 && only ? createSingleOrder(only) : createMergedOrder(ordered);
  }
  begin();

  /** Logs whose last line is unfinished; with a filter it waits until it is whole. */
  function unfinished(): number[] {
    if (isFiltering(query)) return [];
    return readers.flatMap((reader, index) => (reader.partial ? [index] : []));
  }

  function placeAt(index: number): (RowPlace & { readonly isPartial: boolean }) | undefined {
    const place = order.at(index);
    if (place) return { ...place, isPartial: false };
    const source = unfinished()[index - order.end];
    const reader = source === undefined ? undefined : readers[source];
    return reader && source !== undefined ? { source, number: reader.store.endNumber, isPartial: true } : undefined;
  }

  function lineOf({ source, number, isPartial }: RowPlace & { isPartial: boolean }) {
    const reader = readers[source];
    if (!reader) return undefined;
    if (isPartial) {
      const { partial } = reader;
      return (
        partial && {
          ...partial,
          style: PLAIN_STYLE,
          flags: LINE_FLAGS.controls | (partial.isStderr ? LINE_FLAGS.stderr : 0),
        }
      );
    }
    const chunk = reader.store.chunkOf(number);
    if (!chunk) return undefined;
    const index = number - chunk.firstNumber;
    return {
      bytes: lineBytesAt(chunk, index),
      timestampMs: chunk.times[index] ?? 0,
      style: styleAt(chunk, index),
      flags: chunk.flags[index] ?? 0,
    };
  }

  function drawRow(index: number): LogRow | undefined {
    const place = placeAt(index);
    const line = place && lineOf(place);
    if (!place || !line) return undefined;
    const { source, number } = place;
    const maxBytes = expanded.get(`${source}:${number}`);
    const isMatch = passes[source] !== undefined && !place.isPartial && hasNumber(passes[source], number);
    const drawn = drawLine(line.bytes, line.style, {
      showsJson,
      patterns,
      ...(regex &&
        isMatch && { judged: { ...regex, text: seenTextOf(line.bytes, (line.flags & LINE_FLAGS.controls) !== 0) } }),
      ...(maxBytes !== undefined && { maxBytes }),
    });
    const before = index > order.start ? placeAt(index - 1) : undefined;
    const restartedAtMs = restartBefore(place, line.timestampMs);
    return {
      index,
      source,
      number,
      timestampMs: line.timestampMs,
      ...drawn,
      ...(place.isPartial && { isUnfinished: true }),
      ...(line.flags & LINE_FLAGS.stderr && { isStderr: true }),
      ...(isMatch && { isMatch: true }),
      ...(readers.length === 1 && before && before.number !== number - 1 && { isAfterGap: true }),
      ...(restartedAtMs !== undefined && { restartedAtMs }),
    };
  }

  /** When the job was restarted between the line before this one and it. */
  function restartBefore({ source, number }: RowPlace, timestampMs: number): number | undefined {
    const restart = sources[source]?.restarts.findLast(({ fromMs }) => fromMs <= timestampMs);
    if (!restart || number === 0) return undefined;
    const before = lineOf({ source, number: number - 1, isPartial: false });
    return before && before.timestampMs < restart.fromMs ? restart.atMs : undefined;
  }

  function range() {
    return { start: order.start, end: order.end + unfinished().length };
  }

  function indexAtTime(timestampMs: number): number {
    const indices = readers.map(({ store }, source) =>
      order.indexOf({ source, number: numberAtTime(store, timestampMs) }),
    );
    return Math.min(...indices);
  }

  function nextMatch(from: number, direction: 1 | -1): number | undefined {
    const [only] = passes;
    return only && passes.length === 1 ? nextOf(only, from, direction) : nextOfMerged(from, direction);
  }

  function nextOf({ matches }: LinePass, from: number, direction: 1 | -1): number | undefined {
    if (matches.end === matches.start) return undefined;
    const number = order.at(from)?.number;
    const above = number === undefined ? matches.end : matches.lowerBound(number);
    const isOn = number !== undefined && matches.at(above) === number;
    const found =
      matches.at(direction === 1 ? above + (isOn ? 1 : 0) : above - 1) ??
      matches.at(direction === 1 ? matches.start : matches.end - 1);
    return found === undefined ? undefined : order.indexOf({ source: 0, number: found });
  }

  function nextOfMerged(from: number, direction: 1 | -1): number | undefined {
    const length = order.end - order.start;
    for (let step = 1; step <= length; step += 1) {
      const index = order.start + ((((from - order.start + step * direction) % length) + length) % length);
      const place = order.at(index);
      const pass = place && passes[place.source];
      if (pass && hasNumber(pass, place.number)) return index;
    }
    return undefined;
  }

  function text(from: number, to: number, times: TimeText): string {
    const lines: string[] = [];
    for (let index = from; index < to; index += 1) {
      const place = placeAt(index);
      const line = place && lineOf(place);
      if (!line) continue;
      const seen = seenTextOf(line.bytes, (line.flags & LINE_FLAGS.controls) !== 0);
      lines.push(times === "none" ? seen : `${new Date(line.timestampMs).toISOString()} ${seen}`);
    }
    return lines.join("\n");
  }

  /** Whether a line is there and was looked at, or never will be. */
  function isReached({ source, number }: RowPlace): boolean {
    const reader = readers[source];
    if (!reader || reader.facts().state.status === "ended") return true;
    return number < reader.store.endNumber && number < (passes[source]?.cursor ?? 0);
  }

  return {
    range,
    // Several logs are put together by time, which takes a while too.
    get isLooking() {
      return readers.length > 1 || query.search.text !== "" || isFiltering(query);
    },
    get isWaiting() {
      return passes.every((pass, index) => pass.isWaiting || pass.cursor >= (readers[index]?.store.endNumber ?? 0));
    },
    answer(question, hasMore) {
      switch (question.type) {
        case "line":
          if (!isReached(question.place) || (hasMore && isFiltering(query))) return undefined;
          order.refresh();
          return { value: order.indexOf(question.place) };
        case "time":
          return hasMore ? undefined : { value: indexAtTime(question.timestampMs) };
        case "match": {
          const found = nextMatch(question.from, question.direction);
          return found === undefined && hasMore ? undefined : { value: found };
        }
        case "text":
          return { value: text(question.from, question.to, question.times) };
      }
    },
    work(budgetMs) {
      let hasMore = false;
      for (const pass of passes) hasMore = pass.step(budgetMs / passes.length) || hasMore;
      return { hasMore, laterMs: order.refresh() };
    },
    setQuery(nextQuery, nextShowsJson) {
      [query, showsJson] = [nextQuery, nextShowsJson];
      begin();
    },
    restart: begin,
    setSources: (next) => (sources = next),
    expand({ source, number }) {
      const key = `${source}:${number}`;
      expanded.set(key, (expanded.get(key) ?? DRAWN_BYTES) * EXPAND_FACTOR);
    },
    search() {
      const failure = problem ?? passes.find((pass) => pass.problem !== undefined)?.problem;
      const total = sum(readers.map(({ store }) => store.endNumber - store.firstNumber));
      const left = sum(readers.map(({ store }, index) => store.endNumber - (passes[index]?.cursor ?? 0)));
      return {
        matchLines: sum(passes.map(({ matches }) => matches.end - matches.start)),
        matchCount: sum(passes.map(({ matchCount }) => matchCount)),
        progress: total === 0 || failure !== undefined ? 1 : Math.max(0, 1 - left / total),
        problem: failure,
      };
    },
    rows({ from, count }) {
      const { start, end } = range();
      const first = Math.max(start, from === "end" ? end - count : Math.min(from, end - 1));
      const rows: LogRow[] = [];
      for (let index = first; index < Math.min(end, first + count); index += 1) {
        const row = drawRow(index);
        if (row) rows.push(row);
      }
      return { from: first, rows };
    },
  };
}

function hasNumber({ matches }: LinePass, number: number): boolean {
  return matches.at(matches.lowerBound(number)) === number;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
