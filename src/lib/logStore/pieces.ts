import type { AnsiSpan } from "../ansi.ts";
import { PLAIN_STYLE, type AnsiStyle } from "../ansiStyle.ts";

/** Neighbouring characters of a line that are drawn alike. */
export interface LogPiece {
  readonly text: string;
  /** Undefined for the plain one. */
  readonly style?: AnsiStyle;
  /** A safe address that it links to. */
  readonly link?: string;
  /** 0: it matches the search; from 1: it is the n-th of the highlighted words. */
  readonly mark?: number;
  /** The name of a field of a JSON line. */
  readonly isKey?: boolean;
}

/** A part of a text: characters `[start, end)`. */
interface Part<T> {
  readonly start: number;
  readonly end: number;
  readonly value: T;
}

/**
 * Cuts a line's spans where links and marks begin and end. Of marks that overlap the earlier pattern wins.
 * @param judged a pattern that was matched against the line before, and that line's whole text: the spans show its
 * beginning, or something else that gets no marks. Of another text nobody knows how long the pattern would take.
 */
export function piecesOf(
  spans: readonly (AnsiSpan & { isKey?: boolean })[],
  patterns: readonly MarkPattern[],
  judged?: MarkPattern & { readonly text: string },
): LogPiece[] {
  const text = spans.map((span) => span.text).join("");
  const links = bareLinksOf(text);
  const judgedMarks = judged?.text.startsWith(text) ? marksOf(judged.text, judged) : [];
  const marks = withoutOverlap([...judgedMarks, ...patterns.flatMap((pattern) => marksOf(text, pattern))]);
  const pieces: LogPiece[] = [];
  let at = 0;
  for (const span of spans) {
    const end = at + span.text.length;
    const own = span.link === undefined ? undefined : safeAddress(span.link);
    const cuts = [at, end];
    for (const part of [...links, ...marks]) {
      if (part.start > at && part.start < end) cuts.push(part.start);
      if (part.end > at && part.end < end) cuts.push(part.end);
    }
    cuts.sort((a, b) => a - b);
    for (let index = 0; index + 1 < cuts.length; index += 1) {
      const [start = 0, stop = 0] = [cuts[index], cuts[index + 1]];
      if (start === stop) continue;
      pieces.push({
        text: text.slice(start, stop),
        ...(span.style !== PLAIN_STYLE && { style: span.style }),
        ...linkAt(own ?? valueAt(links, start)),
        ...markAt(valueAt(marks, start)),
        ...(span.isKey && { isKey: true }),
      });
    }
    at = end;
  }
  return pieces;
}

export interface MarkPattern {
  /** Global. */
  readonly pattern: RegExp;
  readonly mark: number;
}

/** Of one line; more than these nobody tells apart, and each would be an element. */
const MOST_MARKS = 500;

function marksOf(text: string, { pattern, mark }: MarkPattern): Part<number>[] {
  const found: Part<number>[] = [];
  pattern.lastIndex = 0;
  for (const match of text.matchAll(pattern)) {
    if (match[0] !== "") found.push({ start: match.index, end: match.index + match[0].length, value: mark });
    if (found.length === MOST_MARKS) break;
  }
  return found;
}

/** Of marks that overlap the first stays. */
function withoutOverlap(marks: readonly Part<number>[]): Part<number>[] {
  let end = 0;
  return marks
    .toSorted((a, b) => a.start - b.start)
    .filter((mark) => {
      if (mark.start < end) return false;
      end = mark.end;
      return true;
    });
}

const ADDRESS = /\bhttps?:\/\/[^\s"'`<>\\^{}|\p{Cc}]+/giu;
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?…]+$/;

/** The web addresses that stand in a text. */
function bareLinksOf(text: string): Part<string>[] {
  if (!text.includes("://")) return [];
  const found: Part<string>[] = [];
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimAddress(match[0]);
    const safe = safeAddress(address);
    if (safe !== undefined) found.push({ start: match.index, end: match.index + address.length, value: safe });
  }
  return found;
}

/** Without the point of the sentence around it, and without a bracket that was opened before it. */
function trimAddress(address: string): string {
  let text = address;
  for (;;) {
    const before = text;
    text = text.replace(TRAILING, "");
    for (const [open, close] of ["()", "[]"]) {
      if (open && close && text.endsWith(close) && countOf(text, close) > countOf(text, open)) text = text.slice(0, -1);
    }
    if (text === before) return text;
  }
}

function countOf(text: string, character: string): number {
  return text.split(character).length - 1;
}

const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** An address that can be followed without running anything; undefined for every other. */
function safeAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return SAFE_SCHEMES.has(url.protocol) ? url.href : undefined;
}

function valueAt<T>(parts: readonly Part<T>[], at: number): T | undefined {
  return parts.find((part) => part.start <= at && at < part.end)?.value;
}

function linkAt(link: string | undefined): { link?: string } {
  return link === undefined ? {} : { link };
}

function markAt(mark: number | undefined): { mark?: number } {
  return mark === undefined ? {} : { mark };
}
