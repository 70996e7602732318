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
  /** The number of the oldest line that can be read. */
  readonly firstNumber: number;
  /** How many lines can be read, the unfinished last one included. */
  readonly length: number;
  /** How many lines have come so far; more than can be read while the buffer is pinned and full. */
  readonly endNumber: number;
  /** Takes finished lines, and the unfinished last line in place of the one told of before. */
  append(lines: readonly RawLogLine[], partial: RawLogLine | undefined): void;
  /** The line of a number; the same object as long as the line stays the same, undefined where it is not kept. */
  at(number: number): BufferedLine | undefined;
  /** How many columns a line takes on the screen, wide characters counted as one; 0 where it is not kept. */
  columnsAt(number: number): number;
  /**
   * While somebody reads, nothing is let go: once the buffer is full, new lines are held back, and the oldest of those
   * are let go instead. Afterwards they take their place.
   */
  pin(isPinned: boolean): void;
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

/** Consecutive lines. */
interface Segment {
  entries: Entry[];
  firstNumber: number;
  sizeBytes: number;
}

export function createLogBuffer(limits: LogBufferLimits = DEFAULT_LIMITS): LogBuffer {
  let shown = emptySegment(0);
  let held: Segment | undefined;
  let isPinned = false;
  let partial: RawLogLine | undefined;
  let partialEntry: Entry | undefined;
  let endStyle = PLAIN_STYLE;

  function take(line: RawLogLine): void {
    if (isPinned && isFull(shown, limits)) held ??= emptySegment(endOf(shown));
    const segment = held ?? shown;
    const entry = entryOf(line, endStyle);
    segment.entries.push(entry);
    segment.sizeBytes += entry.sizeBytes;
    endStyle = endStyleOf(entry.text, endStyle);
  }

  /** The unfinished line is decoded when somebody looks: it may grow many times between two frames. */
  function entryAt(number: number): Entry | undefined {
    const index = number - shown.firstNumber;
    if (index === shown.entries.length && partial && !held) return (partialEntry ??= entryOf(partial, endStyle));
    return shown.entries[index];
  }

  return {
    get firstNumber() {
      return shown.firstNumber;
    },
    get length() {
      return shown.entries.length + (partial && !held ? 1 : 0);
    },
    get endNumber() {
      return endOf(held ?? shown) + (partial ? 1 : 0);
    },
    append(lines, nextPartial) {
      for (const line of lines) take(line);
      partial = nextPartial;
      partialEntry = undefined;
      letGo(held ?? shown, limits);
    },
    at: entryAt,
    columnsAt(number) {
      const entry = entryAt(number);
      if (!entry) return 0;
      return (entry.columns ??= hasControls(entry.text) ? plainTextOf(entry.text).length : entry.text.length);
    },
    pin(next) {
      isPinned = next;
      if (next || !held) return;
      shown = held.firstNumber === endOf(shown) ? joined(shown, held) : held;
      held = undefined;
      letGo(shown, limits);
    },
    clear() {
      shown = emptySegment(0);
      held = undefined;
      partial = undefined;
      partialEntry = undefined;
      endStyle = PLAIN_STYLE;
    },
  };
}

function entryOf(line: RawLogLine, startStyle: AnsiStyle): Entry {
  const { text, cutBytes } = decodeLogLine(line.bytes);
  const sizeBytes = text.length + LINE_OVERHEAD_BYTES;
  return { timestampMs: line.timestampMs, text, cutBytes, startStyle, sizeBytes, columns: undefined };
}

function emptySegment(firstNumber: number): Segment {
  return { entries: [], firstNumber, sizeBytes: 0 };
}

function endOf(segment: Segment): number {
  return segment.firstNumber + segment.entries.length;
}

function joined(first: Segment, second: Segment): Segment {
  return {
    entries: first.entries.concat(second.entries),
    firstNumber: first.firstNumber,
    sizeBytes: first.sizeBytes + second.sizeBytes,
  };
}

function isFull(segment: Segment, limits: LogBufferLimits): boolean {
  return segment.entries.length >= limits.lines || segment.sizeBytes >= limits.bytes;
}

function letGo(segment: Segment, limits: LogBufferLimits): void {
  if (segment.entries.length <= limits.lines && segment.sizeBytes <= limits.bytes) return;
  const { entries } = segment;
  let count = 0;
  while (
    count < entries.length - 1 &&
    (entries.length - count > limits.lines * KEPT_SHARE || segment.sizeBytes > limits.bytes * KEPT_SHARE)
  ) {
    segment.sizeBytes -= entries[count++]?.sizeBytes ?? 0;
  }
  segment.entries = entries.slice(count);
  segment.firstNumber += count;
}
