import { AFTER_TIME_BYTES, MAX_CONTENT_BYTES, MAX_RECORD_BYTES, type StreamName } from "./criLog.ts";

const NEWLINE = 0x0a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const ZULU = 0x5a;
/** ` std`, `out `, `err `, `F ` and `P `, as a little-endian machine reads them. */
const STD = 0x64747320;
/** Where a record's time ends a blank stands, which is what stands between a time and its line too. */
const BLANK_BYTES = 1;
const REST = { stdout: 0x2074756f, stderr: 0x20727265 } as const;
const FULL = 0x2046;
const PARTIAL = 0x2050;
/** Of a time with all nine decimals, where a `Z` or a zone's offset follows. */
const DECIMALS_END = 29;
const UTC_BYTES = 30;
const ZONED_BYTES = 35;
/** Most lines are this short, and there a loop beats the view that a native call needs. */
const SHORT_BYTES = 1024;

/** What a run of records is copied to, and how. */
export interface RunTarget {
  readonly bytes: Buffer;
  /** Where the first one goes. */
  readonly at: number;
  /** Up to where there is room. */
  readonly limit: number;
  readonly stream: StreamName;
  /** Puts its time and a blank before each line. */
  readonly timestamps: boolean;
  /** The first record goes on with a line, whose beginning was copied before. */
  readonly isInsideLine: boolean;
}

/** How far a run of records was copied. */
export interface RecordRun {
  /** Where the first record begins that was not taken. */
  readonly end: number;
  /** Where the target's content ends. */
  readonly targetEnd: number;
  /** How many lines ended. */
  readonly lines: number;
  /** Whether the next record of the stream goes on with a line. */
  readonly isInsideLine: boolean;
}

/**
 * Copies what the records from `from` on contain, as the program wrote it, for as long as they are of one stream, look
 * like what runtimes write, are whole, and there is room in the target for the longest. A flood of lines costs a fraction
 * of what reading each as a record costs; whatever is unusual is left to that.
 */
export function copyRun(block: Buffer, from: number, target: RunTarget): RecordRun {
  const source = viewOf(block);
  const sink = viewOf(target.bytes);
  const rest = REST[target.stream];
  const lastStart = target.limit - MAX_RECORD_BYTES;
  const { timestamps } = target;
  let isInsideLine = target.isInsideLine;
  let end = from;
  let targetEnd = target.at;
  let lines = 0;
  while (targetEnd <= lastStart) {
    const contentStart = contentOf(source, block.length, end, rest);
    if (contentStart === 0) break;
    const newline = block.indexOf(NEWLINE, contentStart);
    const bytes = newline - contentStart;
    if (newline === -1 || bytes > MAX_CONTENT_BYTES) break;
    if (timestamps && !isInsideLine) {
      const timeEnd = contentStart - AFTER_TIME_BYTES + BLANK_BYTES;
      copyShort(source, end, timeEnd, sink, targetEnd);
      targetEnd += timeEnd - end;
    }
    if (bytes > SHORT_BYTES) target.bytes.set(block.subarray(contentStart, newline), targetEnd);
    else copyShort(source, contentStart, newline, sink, targetEnd);
    targetEnd += bytes;
    isInsideLine = source.getUint16(contentStart - 2, true) === PARTIAL;
    if (!isInsideLine) {
      target.bytes[targetEnd++] = NEWLINE;
      lines += 1;
    }
    end = newline + 1;
  }
  return { end, targetEnd, lines, isInsideLine };
}

/** Four bytes at a time: V8 makes one instruction of each. */
function copyShort(source: DataView, from: number, to: number, sink: DataView, at: number): void {
  const shift = at - from;
  let index = from;
  for (; index + 4 <= to; index += 4) sink.setInt32(index + shift, source.getInt32(index, true), true);
  for (; index < to; index++) sink.setUint8(index + shift, source.getUint8(index));
}

/**
 * Where the content of a record of the usual form begins; 0 when there is none. No shorter time can be taken for one
 * of these: the byte behind the decimals would be one of ` stdout F `.
 */
function contentOf(source: DataView, length: number, start: number, rest: number): number {
  if (start + UTC_BYTES > length) return 0;
  const zone = source.getUint8(start + DECIMALS_END);
  let timeEnd: number;
  if (zone === ZULU) timeEnd = start + UTC_BYTES;
  else if (zone === PLUS || zone === MINUS) timeEnd = start + ZONED_BYTES;
  else return 0;
  const contentStart = timeEnd + AFTER_TIME_BYTES;
  if (contentStart > length) return 0;
  if (source.getInt32(timeEnd, true) !== STD || source.getInt32(timeEnd + 4, true) !== rest) return 0;
  const tag = source.getUint16(contentStart - 2, true);
  return tag === FULL || tag === PARTIAL ? contentStart : 0;
}

const viewOf = (buffer: Buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
