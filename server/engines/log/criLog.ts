/**
 * The log format of Kubernetes' container runtimes: one record a line, `TIME STREAM TAG CONTENT`, where TIME is RFC 3339
 * with nanoseconds and TAG says whether the program's line is complete (F) or goes on in the next record (P). It keeps
 * any bytes exactly, knows when and on which stream each was written, and other tools read it.
 */
export type StreamName = "stdout" | "stderr";

/** Longer lines are split into several records, as containerd does; so a record never exceeds one read. */
export const MAX_CONTENT_BYTES = 16 * 1024;

/** `2025-01-31T12:34:56.123456789Z`, always with all nine decimals. */
const TIME_BYTES = 30;
/** What other writers' times have: seconds and a Z at least, a zone's offset at most. */
const SHORTEST_TIME_BYTES = 20;
const LONGEST_TIME_BYTES = 35;
/** Both streams' names have six letters: ` stdout F `. */
export const AFTER_TIME_BYTES = 10;
const HEADER_BYTES = TIME_BYTES + AFTER_TIME_BYTES;
/** The most bytes a record can have. */
export const MAX_RECORD_BYTES = LONGEST_TIME_BYTES + AFTER_TIME_BYTES + MAX_CONTENT_BYTES + 1;

const NEWLINE = 0x0a;
const BLANK = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
const FULL = 0x46;
const PARTIAL = 0x50;
/** Where the header's time has the digits below a millisecond. */
const SUB_MS_DIGITS = { first: 23, last: 28 };
const TAG_OFFSET = HEADER_BYTES - 2;

/** Turns program output into records; of one log, for it keeps times strictly increasing. */
export interface CriEncoder {
  /**
   * Encodes as much of `chunk`, from `offset`, as fits the encoder's buffer. The answer's `records` are whole records,
   * valid until the next call; `next` is where to go on.
   */
  encode(stream: StreamName, chunk: Uint8Array, offset: number, nowMs: number): { records: Buffer; next: number };
}

/** @param bufferBytes how much one call may give; it is allocated once */
export function createCriEncoder(bufferBytes = 256 * 1024): CriEncoder {
  const buffer = Buffer.allocUnsafe(Math.max(bufferBytes, MAX_RECORD_BYTES));
  const header = Buffer.alloc(HEADER_BYTES, BLANK);
  const clock = createRecordClock(header);

  function encode(stream: StreamName, chunk: Uint8Array, offset: number, nowMs: number) {
    header.write(stream, TIME_BYTES + 1, "latin1");
    clock.set(nowMs);
    let length = 0;
    let next = offset;
    while (next < chunk.length) {
      const limit = Math.min(chunk.length, next + MAX_CONTENT_BYTES);
      const newline = findNewline(chunk, next, limit);
      const contentEnd = newline === -1 ? limit : newline;
      if (length + HEADER_BYTES + (contentEnd - next) + 1 > buffer.length) break;
      header[TAG_OFFSET] = newline === -1 ? PARTIAL : FULL;
      for (let index = 0; index < HEADER_BYTES; index++) buffer[length + index] = header[index] as number;
      length += HEADER_BYTES;
      length += copyBytes(chunk, next, contentEnd, buffer, length);
      buffer[length++] = NEWLINE;
      next = newline === -1 ? contentEnd : newline + 1;
      clock.advance();
    }
    return { records: buffer.subarray(0, length), next };
  }

  return { encode };
}

/** Most lines are this short, and there a loop beats the view that a native call needs. */
const SHORT_BYTES = 128;

function findNewline(bytes: Uint8Array, from: number, to: number): number {
  const near = Math.min(to, from + SHORT_BYTES);
  for (let index = from; index < near; index++) if (bytes[index] === NEWLINE) return index;
  const found = bytes.subarray(near, to).indexOf(NEWLINE);
  return found === -1 ? -1 : near + found;
}

/** Copies a range and answers its length. */
export function copyBytes(source: Uint8Array, from: number, to: number, target: Uint8Array, at: number): number {
  const length = to - from;
  if (length > SHORT_BYTES) target.set(source.subarray(from, to), at);
  else for (let index = 0; index < length; index++) target[at + index] = source[from + index] as number;
  return length;
}

/**
 * Keeps the header's time: never before the last one even if the machine's clock is set back, and one nanosecond later
 * for each record of the same millisecond, so that a reader can resume after exactly the last line it has seen.
 */
function createRecordClock(header: Buffer) {
  let currentMs = -1;

  function render(ms: number) {
    currentMs = ms;
    header.write(`${new Date(ms).toISOString().slice(0, 23)}000000Z`, 0, "latin1");
  }

  return {
    set(nowMs: number) {
      if (nowMs > currentMs) render(nowMs);
    },
    advance() {
      for (let digit = SUB_MS_DIGITS.last; digit >= SUB_MS_DIGITS.first; digit--) {
        const value = header[digit] as number;
        if (value !== NINE) {
          header[digit] = value + 1;
          return;
        }
        header[digit] = ZERO;
      }
      render(currentMs + 1);
    },
  };
}

/** One record: ranges in the block it was found in. */
export interface CriRecord {
  /** The time is `block[start, timeEnd)`, the content `block[contentStart, contentEnd)`, the next record is at `end`. */
  readonly start: number;
  readonly timeEnd: number;
  readonly stream: StreamName;
  /** The content ends a line of the program, whose newline is not part of the content. */
  readonly complete: boolean;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
}

/**
 * Reads the record that starts at `start` of `block`, a piece of a log file.
 * @returns undefined when the block ends before the record does
 * @throws Error when there is no record
 */
export function parseRecord(block: Uint8Array, start: number): CriRecord | undefined {
  // Other writers than ours give the time a zone, or fewer decimals.
  let timeEnd = start + SHORTEST_TIME_BYTES;
  const longest = Math.min(start + LONGEST_TIME_BYTES + 1, block.length);
  while (timeEnd < longest && block[timeEnd] !== BLANK) timeEnd++;
  const isTimeless = timeEnd - start > LONGEST_TIME_BYTES;
  const contentStart = timeEnd + AFTER_TIME_BYTES;
  const newline = block.indexOf(NEWLINE, contentStart);
  if (newline === -1 && !isTimeless) return undefined;
  const stream = streamOf(block, timeEnd + 1);
  const tag = block[contentStart - 2];
  const isTooLong = newline - contentStart > MAX_CONTENT_BYTES;
  if (isTimeless || stream === undefined || (tag !== FULL && tag !== PARTIAL) || isTooLong) {
    throw new Error("The log is damaged: it has a line that is no record.");
  }
  return { start, timeEnd, stream, complete: tag === FULL, contentStart, contentEnd: newline, end: newline + 1 };
}

function streamOf(block: Uint8Array, at: number): StreamName | undefined {
  const isStream = block[at] === 0x73 && block[at + 1] === 0x74 && block[at + 2] === 0x64 && block[at + 6] === BLANK;
  if (!isStream) return undefined;
  if (block[at + 3] === 0x6f) return "stdout";
  return block[at + 3] === 0x65 ? "stderr" : undefined;
}

/** When a record was written, milliseconds since the epoch, cut. */
export function recordTimeMs(block: Uint8Array, record: CriRecord): number {
  return Date.parse(Buffer.from(block.subarray(record.start, record.timeEnd)).toString("latin1"));
}
