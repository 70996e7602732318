import type { LevelChoice } from "./logStore/levelNames.ts";
import { NO_QUERY, type LogQuery } from "./logStore/query.ts";

/** Where in a log somebody is, as it stands in the address: what is left out is the default. */
export interface LogAddress {
  /** What is searched for. */
  readonly q?: string | undefined;
  /** `q` is a regular expression. */
  readonly regex?: boolean | undefined;
  readonly case?: boolean | undefined;
  readonly word?: boolean | undefined;
  /** Only lines that match, with so many lines around each. */
  readonly only?: number | undefined;
  readonly level?: LevelChoice[] | undefined;
  /** Highlighted words. */
  readonly mark?: string[] | undefined;
  /** ISO 8601. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** A line or a range of lines, counted from 1: `120`, `120-140`. */
  readonly line?: string | undefined;
}

/** Lines of a log by their numbers from 0, `to` included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** The lines that an address names; undefined when it names none. */
export function lineRangeOf(line: string | undefined): LineRange | undefined {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(line ?? "");
  if (!match?.[1]) return undefined;
  const [first, second] = [Number(match[1]), Number(match[2] ?? match[1])];
  if (first < 1 || second < 1) return undefined;
  return { from: Math.min(first, second) - 1, to: Math.max(first, second) - 1 };
}

/** A range as it stands in an address. */
export function lineText({ from, to }: LineRange): string {
  return from === to ? String(from + 1) : `${from + 1}-${to + 1}`;
}

/** What an address asks to be shown. */
export function queryOf(address: LogAddress): LogQuery {
  return {
    ...NO_QUERY,
    search: {
      text: address.q ?? "",
      isRegex: address.regex ?? false,
      matchCase: address.case ?? false,
      wholeWord: address.word ?? false,
    },
    onlyMatchesContext: address.only,
    levels: address.level ?? [],
    words: address.mark ?? [],
    sinceMs: timeOf(address.since),
    untilMs: timeOf(address.until),
  };
}

function timeOf(text: string | undefined): number | undefined {
  const timeMs = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** Leaves out of an address what says nothing. */
export function tidyAddress(address: LogAddress): LogAddress {
  return Object.fromEntries(
    Object.entries(address).filter(([, value]) => {
      if (value === undefined || value === "" || value === false) return false;
      return !(Array.isArray(value) && value.length === 0);
    }),
  );
}
