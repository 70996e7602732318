import { parseDuration } from "../../../contract/durations.ts";

/** Which end of a span of time a moment is: a day begins it with its first millisecond and ends it with its last. */
export type Edge = "since" | "until";

const MINUTE_MS = 60_000;
const WEEK_SECONDS = 7 * 86_400;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/i;

/** How a moment is written, for messages. */
export const MOMENT_FORMS = "30m, 2h, 3d, 1w or a date such as 2026-01-31";

/**
 * Reads a moment as people write it: how long ago (`30m`, `2h`, `3d`, `1w`, `1d12h`), `today`, `yesterday`, a day, or a
 * time of ISO 8601; without a zone it is the reader's own.
 * @returns milliseconds since the epoch, or undefined when the text is none of these
 */
export function readMoment(text: string, edge: Edge, nowMs: number): number | undefined {
  const word = text.toLowerCase();
  const spanMs = readSpan(word);
  if (spanMs !== undefined) return Math.max(0, nowMs - spanMs);
  if (word === "today") return edgeOfDay(new Date(nowMs), 0, edge);
  if (word === "yesterday") return edgeOfDay(new Date(nowMs), -1, edge);
  const [, year, month, day] = DAY.exec(word) ?? [];
  if (year !== undefined) return readDay(Number(year), Number(month), Number(day), edge);
  const ms = TIME.test(word) ? Date.parse(text.toUpperCase()) : NaN;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/**
 * {@link readMoment} for the platform: a relative moment moves on with every millisecond and would make every request
 * another one, so it is taken to the minute, outwards.
 */
export function readWholeMoment(text: string, edge: Edge, nowMs: number): number | undefined {
  const ms = readMoment(text, edge, nowMs);
  if (ms === undefined || readSpan(text.toLowerCase()) === undefined) return ms;
  return (edge === "since" ? Math.floor : Math.ceil)(ms / MINUTE_MS) * MINUTE_MS;
}

function readSpan(word: string): number | undefined {
  const weeks = /^(\d+)w$/.exec(word)?.[1];
  const seconds = weeks === undefined ? parseDuration(word) : Number(weeks) * WEEK_SECONDS;
  return seconds === undefined || !Number.isSafeInteger(seconds) ? undefined : seconds * 1000;
}

function readDay(year: number, month: number, day: number, edge: Edge): number | undefined {
  const date = new Date(year, month - 1, day);
  // Dates roll over: the 31st of February is one of March.
  const isReal = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
  return isReal ? Math.max(0, edgeOfDay(date, 0, edge)) : undefined;
}

/** Days have 23 to 25 hours, so the calendar reckons, not the clock. */
function edgeOfDay(date: Date, dayOffset: number, edge: Edge): number {
  const day = new Date(date.getFullYear(), date.getMonth(), date.getDate() + dayOffset + (edge === "until" ? 1 : 0));
  return day.getTime() - (edge === "until" ? 1 : 0);
}
