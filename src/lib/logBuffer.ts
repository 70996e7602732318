import { endStyleOf, plainTextOf } from "./ansi.ts";
import { hasControls } from "./ansiScan.ts";
import { PLAIN_STYLE, type AnsiStyle } from "./ansiStyle.ts";
import { decodeLogLine } from "./logText.ts";

/** A line as it comes in. */
export interface RawLogLine {
  readonly timestampMs: number;
  /** Without the newline. Only read during the call. */
  readonly bytes: Uint8Array;
}

/** A line as it is kept. */
export interface BufferedLine {
  readonly timestampMs: number;
  /** With its escape sequences. */
  readonly text: string;
  /** How the line begins: what the lines before it left switched on. */
  readonly startStyle: AnsiStyle;
  /** Bytes of an overlong line that are not kept. */
  readonly cutBytes: number;
}

/** The newest part of a log. Lines are counted from the log's beginning, those that were let go included. */
export interface LogBuffer {
  /** The number of the oldest line that is kept. */
  readonly firstNumber: number;
  /** How many lines are kept, the unfinished last one included. */
  readonly length: number;
  /** Takes finished lines, and the unfinished last line in place of the one told of before. */
  append(lines: readonly RawLogLine[], partial: RawLogLine | undefined): void;
  /** The line at an index from 0 to before `length`; the same object as long as the line stays the same. */
  at(index: number): BufferedLine | undefined;
  /** How many columns a line takes on the screen, wide characters counted as one. */
  columnsAt(index: number): number;
  clear(): void;
}

export interface LogBufferLimits {
  readonly lines: number;
  readonly bytes: number;
}

const DEFAULT_LIMITS: LogBufferLimits = { lines: 200_000, bytes: 64 * 1024 * 1024 };
/** What a line costs beside its text. */
const LINE_OVERHEAD_BYTES = 64;
/** When full, a share is let go at once: moving everything up for every single line would cost more. */
const KEPT_SHARE = 0.95;

interface Entry extends BufferedLine {
  readonly sizeBytes: number;
  columns: number | undefined;
}

export function createLogBuffer(limits: LogBufferLimits = DEFAULT_LIMITS): LogBuffer {
  let entries: Entry[] = [];
  let partial: RawLogLine | undefined;
  let partialEntry: Entry | undefined;
  let firstNumber = 0;
  let sizeBytes = 0;
  let endStyle = PLAIN_STYLE;

  function entryOf(line: RawLogLine): Entry {
    const { text, cutBytes } = decodeLogLine(line.bytes);
    return {
      timestampMs: line.timestampMs,
      text,
      cutBytes,
      startStyle: endStyle,
      sizeBytes: text.length + LINE_OVERHEAD_BYTES,
      columns: undefined,
    };
  }

  function letGo(): void {
    if (entries.length <= limits.lines && sizeBytes <= limits.bytes) return;
    let count = 0;
    while (
      count < entries.length - 1 &&
      (entries.length - count > limits.lines * KEPT_SHARE || sizeBytes > limits.bytes * KEPT_SHARE)
    ) {
      sizeBytes -= entries[count++]?.sizeBytes ?? 0;
    }
    entries = entries.slice(count);
    firstNumber += count;
  }

  /** The unfinished line is decoded when somebody looks: it may grow many times between two frames. */
  function entryAt(index: number): Entry | undefined {
    if (index === entries.length && partial) return (partialEntry ??= entryOf(partial));
    return entries[index];
  }

  return {
    get firstNumber() {
      return firstNumber;
    },
    get length() {
      return entries.length + (partial ? 1 : 0);
    },
    append(lines, nextPartial) {
      for (const line of lines) {
        const entry = entryOf(line);
        entries.push(entry);
        sizeBytes += entry.sizeBytes;
        endStyle = endStyleOf(entry.text, endStyle);
      }
      partial = nextPartial;
      partialEntry = undefined;
      letGo();
    },
    at: entryAt,
    columnsAt(index) {
      const entry = entryAt(index);
      if (!entry) return 0;
      return (entry.columns ??= hasControls(entry.text) ? plainTextOf(entry.text).length : entry.text.length);
    },
    clear() {
      entries = [];
      partial = undefined;
      partialEntry = undefined;
      firstNumber = 0;
      sizeBytes = 0;
      endStyle = PLAIN_STYLE;
    },
  };
}
