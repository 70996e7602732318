import type { AnsiSpan } from "../ansi.ts";
import { PLAIN_STYLE } from "../ansiStyle.ts";

export interface FieldSpan extends AnsiSpan {
  readonly isKey?: boolean;
}

/** Where programs put what a person reads first. */
const MESSAGE_KEYS = ["message", "msg", "event", "text"];
/** The line's own time stands beside it already, and its level colours it. */
const REPEATED_KEYS = new Set(["time", "timestamp", "ts", "@timestamp", "asctime", "t"]);

/** A line that is a JSON object as its message and its fields, `key=value`; undefined for every other line. */
export function jsonSpansOf(text: string): FieldSpan[] | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) return undefined;
  let record: Readonly<Record<string, unknown>>;
  try {
    record = JSON.parse(trimmed) as Readonly<Record<string, unknown>>;
  } catch {
    // It only looked like one: it is shown as it was written.
    return undefined;
  }
  const messageKey = MESSAGE_KEYS.find((key) => typeof record[key] === "string");
  const spans: FieldSpan[] = [];
  if (messageKey !== undefined) spans.push(plain(`${String(record[messageKey])} `));
  for (const [key, value] of Object.entries(record)) {
    if (key === messageKey || (REPEATED_KEYS.has(key) && messageKey !== undefined)) continue;
    spans.push({ text: `${key}=`, style: PLAIN_STYLE, isKey: true }, plain(`${valueText(value)} `));
  }
  return spans;
}

function plain(text: string): FieldSpan {
  return { text, style: PLAIN_STYLE };
}

function valueText(value: unknown): string {
  if (typeof value === "string" && value !== "" && !/[\s="]/.test(value)) return value;
  return JSON.stringify(value);
}
