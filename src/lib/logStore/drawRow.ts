import { parseAnsiLine } from "../ansi.ts";
import type { AnsiStyle } from "../ansiStyle.ts";
import { decodeLogLine } from "../logText.ts";
import { jsonSpansOf } from "./jsonLine.ts";
import { levelOf } from "./level.ts";
import type { LogLevel } from "./levelNames.ts";
import { piecesOf, type LogPiece, type MarkPattern } from "./pieces.ts";

/** A line ready to be drawn: plain data, so that it can come from a worker. What the job wrote is only ever text in it. */
export interface LogRow {
  /** Its place among the lines that are shown. */
  readonly index: number;
  /** Which of the logs it is from. */
  readonly source: number;
  /** Its number in its log, from 0. */
  readonly number: number;
  readonly timestampMs: number;
  readonly level?: LogLevel;
  readonly isStderr?: boolean;
  readonly isMatch?: boolean;
  /** It is still being written. */
  readonly isUnfinished?: boolean;
  readonly pieces: readonly LogPiece[];
  /** Bytes of an overlong line that are not drawn. */
  readonly cutBytes: number;
  /** Lines are left out between the one before and this one. */
  readonly isAfterGap?: boolean;
  /** The job was restarted before this line: when, in milliseconds since the epoch. */
  readonly restartedAtMs?: number;
}

export interface DrawOptions {
  readonly showsJson: boolean;
  readonly patterns: readonly MarkPattern[];
  /** A regular expression that matches the line, and its whole text. */
  readonly judged?: MarkPattern & { readonly text: string };
  /** More of one line than this is not drawn. */
  readonly maxBytes?: number;
}

/** So much of a line is drawn at first: some screens of it must not hide what stands around it. */
export const DRAWN_BYTES = 4096;
/** Longer JSON is shown as it was written. */
const MAX_JSON_BYTES = 256 * 1024;
const BRACE = 0x7b;

/** Draws the text of a line. */
export function drawLine(
  bytes: Uint8Array,
  startStyle: AnsiStyle,
  { showsJson, patterns, judged, maxBytes = DRAWN_BYTES }: DrawOptions,
): Pick<LogRow, "pieces" | "cutBytes" | "level"> {
  const mayBeJson = showsJson && bytes[0] === BRACE && bytes.length <= MAX_JSON_BYTES;
  const { text, cutBytes } = decodeLogLine(bytes, mayBeJson ? MAX_JSON_BYTES : maxBytes);
  const { spans } = parseAnsiLine(text, startStyle);
  const seen = spans.length === 1 ? (spans[0]?.text ?? "") : spans.map((span) => span.text).join("");
  const level = levelOf(seen);
  const drawn = (showsJson && cutBytes === 0 && jsonSpansOf(seen)) || spans;
  return { pieces: piecesOf(drawn, patterns, judged), cutBytes, ...(level && { level }) };
}
