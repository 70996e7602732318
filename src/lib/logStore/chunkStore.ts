import { PLAIN_STYLE, type AnsiStyle } from "../ansiStyle.ts";
import { lineHasControls, styleAfter, surveyLines } from "./lineStyle.ts";

/** Consecutive lines of a log. */
export interface ChunkExtent {
  /** The number of its first line, counted from 0 at the log's beginning. */
  readonly firstNumber: number;
  /** How many lines it has. */
  readonly count: number;
}

/** Consecutive lines of a log: their bytes as they were written, and where each begins. */
export interface LogChunk extends ChunkExtent {
  count: number;
  /** The lines, each followed by a newline; `length` bytes of it count. */
  bytes: Uint8Array;
  length: number;
  /** By line: its first byte, its time in milliseconds since the epoch, its {@link LINE_FLAGS}. */
  starts: Uint32Array;
  times: Float64Array;
  flags: Uint8Array;
  /** The lines at whose beginning another style holds than at the line before; a chunk's first line is always there. */
  readonly styles: { readonly index: number; readonly style: AnsiStyle }[];
}

export const LINE_FLAGS = {
  /** The line has control characters, so that what is seen is not what is written. */
  controls: 1,
  /** It was written to the standard error, where the platform tells. */
  stderr: 2,
} as const;

/** A log's lines as they are kept: raw, with an index of a few bytes a line. Numbers count released lines too. */
export interface ChunkStore {
  /** Oldest first; {@link chunkOf} has what is in one. */
  readonly chunks: readonly ChunkExtent[];
  /** The oldest line that is kept. */
  readonly firstNumber: number;
  /** The number that the next line gets. */
  readonly endNumber: number;
  /** What is kept, in bytes, the index included. */
  readonly keptBytes: number;
  /** What has come in all, in bytes of lines with their newlines; about so many while there are runs to be read. */
  readonly seenBytes: number;
  /**
   * Takes a piece whose lines are appended next: a large one keeps them itself, in place of copies of them. What stands
   * in it before the end of the last line that was appended is overwritten.
   */
  take(piece: Uint8Array): void;
  /** Takes the line `source[start, end)`, which has no newline. */
  append(this: void, source: Uint8Array, start: number, end: number, timestampMs: number, isStderr?: boolean): void;
  /** Takes whole lines at once, to read them when one of them is wanted. @returns how many; 0: each is to be appended */
  takeRun(run: LineRun): number;
  /** Reads the runs that are still to be read. */
  readRuns(): void;
  chunkOf(number: number): LogChunk | undefined;
  /** Puts lines that were released before the first one back; they must end where that begins. */
  putBack(older: ChunkStore): void;
  /** How much may be kept; beyond it the oldest chunks are released. */
  setCap(capBytes: number): void;
}

/** Whole lines `piece[start, end)`, which belong to whoever takes them. */
export interface LineRun {
  readonly piece: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** How many bytes stand before the first line's own text; most others have as many. */
  readonly prefixBytes: number;
  /** How many lines it has, where that is known and none of them has a control sequence. */
  readonly textLines?: number | undefined;
  /** Tells of each line, once. What stands before the end of one that was told may be overwritten. */
  read(onLine: (bytes: Uint8Array, start: number, end: number, timestampMs: number, isStderr: boolean) => void): void;
}

const CHUNK_BYTES = 1024 * 1024;
/** Below this a piece is copied: a chunk for each of few lines would cost more. */
const SMALLEST_PIECE_BYTES = 128 * 1024;
/** The same where there is nothing to be found out of it. */
const SMALLEST_TEXT_BYTES = 48 * 1024;
/** A chunk of which less is used is copied to one of its size. */
const LEAST_USED = 0.75;
const FIRST_INDEX_LINES = 1024;
/** Of the index, for each line. */
const INDEX_BYTES = 4 + 8 + 1;
const NEWLINE = 10;
/** Below this a loop beats a native call. */
const SHORT_BYTES = 32;

/** @param firstNumber the number of the first line that comes */
export function createChunkStore(capBytes: number, firstNumber = 0): ChunkStore {
  let chunks: LogChunk[] = [];
  let open: LogChunk | undefined;
  /** Of the chunk that was open before, for the next one. */
  let spare: LineIndex | undefined;
  /** A piece that has come and has none of its lines yet. */
  let piece: Uint8Array | undefined;
  /** How to read the chunks that are still to be read. */
  const unread = new Map<LogChunk, () => void>();
  let cap = capBytes;
  let endNumber = firstNumber;
  let keptBytes = 0;
  let seenBytes = 0;
  let style: AnsiStyle = PLAIN_STYLE;

  function openChunk(bytes: Uint8Array): LogChunk {
    closeChunk();
    open = addChunk(bytes, spare ?? emptyIndex(FIRST_INDEX_LINES));
    return open;
  }

  function closeChunk(): void {
    if (!open) return;
    spare = { starts: open.starts, times: open.times, flags: open.flags };
    keptBytes += seal(open);
    open = undefined;
  }

  function addChunk(bytes: Uint8Array, index: LineIndex): LogChunk {
    const chunk = { firstNumber: endNumber, count: 0, bytes, length: 0, ...index, styles: [] };
    keptBytes += sizeOf(chunk);
    chunks.push(chunk);
    release();
    return chunk;
  }

  /** The chunk that takes a line of so many bytes. */
  function chunkFor(source: Uint8Array, lineBytes: number): LogChunk {
    if (source === piece) {
      piece = undefined;
      return openChunk(source);
    }
    if (open && open.length + lineBytes <= open.bytes.length) return open;
    // A line that began in the piece before: the others of this one have their place.
    return openChunk(new Uint8Array(piece ? lineBytes : Math.max(CHUNK_BYTES, lineBytes)));
  }

  function release(): void {
    let count = 0;
    while (keptBytes > cap && count < chunks.length - 1) {
      const chunk = chunks[count++] as LogChunk;
      // What was never read would not have been told to whoever gave it.
      readChunk(chunk);
      keptBytes -= sizeOf(chunk);
    }
    if (count > 0) chunks = chunks.slice(count);
  }

  function readChunk(chunk: LogChunk): void {
    const read = unread.get(chunk);
    if (!read) return;
    unread.delete(chunk);
    const before = sizeOf(chunk);
    read();
    fit(chunk);
    keptBytes += sizeOf(chunk) - before;
  }

  /** Reads a run into its own memory. @param startStyle before its first line */
  function readRun(chunk: LogChunk, run: LineRun, startStyle: AnsiStyle): void {
    const { count } = chunk;
    Object.assign(chunk, emptyIndex(count));
    chunk.count = 0;
    let lineStyle = startStyle;
    run.read((bytes, from, to, timestampMs, isStderr) => {
      lineStyle = putLine(chunk, bytes, from, to, timestampMs, isStderr, lineStyle);
    });
    seenBytes += chunk.length - textBytes(run, count);
  }

  return {
    get chunks() {
      return chunks;
    },
    get firstNumber() {
      return chunks[0]?.firstNumber ?? endNumber;
    },
    get endNumber() {
      return endNumber;
    },
    get keptBytes() {
      return keptBytes;
    },
    get seenBytes() {
      return seenBytes;
    },
    take(next) {
      piece = next.length < SMALLEST_PIECE_BYTES ? undefined : next;
    },
    append(source, start, end, timestampMs, isStderr = false) {
      const lineBytes = end - start + 1;
      const chunk = chunkFor(source, lineBytes);
      if (chunk.count === chunk.starts.length) keptBytes += growIndex(chunk);
      style = putLine(chunk, source, start, end, timestampMs, isStderr, style);
      endNumber += 1;
      seenBytes += lineBytes;
    },
    takeRun(run) {
      if (run.end - run.start < (run.textLines === undefined ? SMALLEST_PIECE_BYTES : SMALLEST_TEXT_BYTES)) return 0;
      const { count, endStyle } =
        run.textLines === undefined
          ? surveyLines(run.piece, run.start, run.end, style)
          : { count: run.textLines, endStyle: style };
      if (!endStyle) return 0;
      piece = undefined;
      closeChunk();
      const chunk = addChunk(run.piece, emptyIndex(0));
      chunk.count = count;
      const startStyle = style;
      unread.set(chunk, () => readRun(chunk, run, startStyle));
      style = endStyle;
      endNumber += count;
      seenBytes += textBytes(run, count);
      return count;
    },
    readRuns() {
      for (const chunk of [...unread.keys()]) readChunk(chunk);
    },
    chunkOf(number) {
      const chunk = chunks[chunkIndexOf(chunks, number)];
      if (chunk) readChunk(chunk);
      return chunk;
    },
    putBack(older) {
      const back = older.chunks.flatMap(({ firstNumber: number }) => older.chunkOf(number) ?? []);
      chunks = [...back, ...chunks];
      for (const chunk of back) keptBytes += sizeOf(chunk);
    },
    setCap(next) {
      cap = next;
      release();
    },
  };
}

/** The index of the chunk that has a line; -1 where it is not kept. */
function chunkIndexOf(chunks: readonly ChunkExtent[], number: number): number {
  let [low, high] = [0, chunks.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { firstNumber, count } = chunks[middle] as ChunkExtent;
    if (number < firstNumber) high = middle - 1;
    else if (number >= firstNumber + count) low = middle + 1;
    else return middle;
  }
  return -1;
}

/** The bytes of a chunk's line, without the newline: a view. */
export function lineBytesAt(chunk: LogChunk, index: number): Uint8Array {
  const end = index + 1 < chunk.count ? (chunk.starts[index + 1] ?? 0) : chunk.length;
  return chunk.bytes.subarray(chunk.starts[index], end - 1);
}

/** The style with which a chunk's line begins. */
export function styleAt(chunk: LogChunk, index: number): AnsiStyle {
  let [low, high] = [0, chunk.styles.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunk.styles[middle]?.index ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return chunk.styles[low - 1]?.style ?? PLAIN_STYLE;
}

/** The first line written at a moment or later; times hardly ever decrease. The end when there is none. */
export function numberAtTime(store: ChunkStore, timestampMs: number): number {
  const { chunks } = store;
  const chunkAt = (index: number) => chunks[index] && store.chunkOf(chunks[index].firstNumber);
  let [low, high] = [0, chunks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const chunk = chunkAt(middle);
    if ((chunk?.times[chunk.count - 1] ?? 0) < timestampMs) low = middle + 1;
    else high = middle;
  }
  const chunk = chunkAt(low);
  if (!chunk) return store.endNumber;
  let index = 0;
  while (index < chunk.count && (chunk.times[index] ?? 0) < timestampMs) index += 1;
  return chunk.firstNumber + index;
}

type LineIndex = Pick<LogChunk, "starts" | "times" | "flags">;

function emptyIndex(lines: number): LineIndex {
  return { starts: new Uint32Array(lines), times: new Float64Array(lines), flags: new Uint8Array(lines) };
}

/** How many bytes lines have without what stands before each. */
function textBytes({ start, end, prefixBytes }: LineRun, count: number): number {
  return end - start - count * prefixBytes;
}

/** Doubles a chunk's index. @returns how many bytes that takes more */
function growIndex(chunk: LogChunk): number {
  const { starts, times, flags, count } = chunk;
  chunk.starts = new Uint32Array(2 * count);
  chunk.starts.set(starts);
  chunk.times = new Float64Array(2 * count);
  chunk.times.set(times);
  chunk.flags = new Uint8Array(2 * count);
  chunk.flags.set(flags);
  return count * INDEX_BYTES;
}

/** Leaves a full chunk only what it uses; its index goes on to the next one. @returns the change in bytes, negative */
function seal(chunk: LogChunk): number {
  const before = sizeOf(chunk);
  fit(chunk);
  chunk.starts = chunk.starts.slice(0, chunk.count);
  chunk.times = chunk.times.slice(0, chunk.count);
  chunk.flags = chunk.flags.slice(0, chunk.count);
  return sizeOf(chunk) - before;
}

function fit(chunk: LogChunk): void {
  if (chunk.length < chunk.bytes.length * LEAST_USED) chunk.bytes = chunk.bytes.slice(0, chunk.length);
}

function sizeOf(chunk: LogChunk): number {
  return chunk.bytes.length + chunk.starts.length * INDEX_BYTES;
}

/** Puts a line behind a chunk's others. @returns the style behind it */
function putLine(
  chunk: LogChunk,
  source: Uint8Array,
  start: number,
  end: number,
  timestampMs: number,
  isStderr: boolean,
  style: AnsiStyle,
): AnsiStyle {
  const { count } = chunk;
  const hasControls = lineHasControls(source, start, end);
  const after = hasControls ? styleAfter(source, start, end, style) : style;
  if (chunk.styles.at(-1)?.style !== style) chunk.styles.push({ index: count, style });
  chunk.starts[count] = chunk.length;
  chunk.times[count] = timestampMs;
  chunk.flags[count] = (hasControls ? LINE_FLAGS.controls : 0) | (isStderr ? LINE_FLAGS.stderr : 0);
  copyLine(source, start, end, chunk);
  chunk.count = count + 1;
  return after;
}

function copyLine(source: Uint8Array, start: number, end: number, chunk: LogChunk): void {
  const { bytes, length } = chunk;
  if (end - start > SHORT_BYTES && source === bytes) bytes.copyWithin(length, start, end);
  else if (end - start > SHORT_BYTES) bytes.set(source.subarray(start, end), length);
  else for (let at = start; at < end; at += 1) bytes[length + at - start] = source[at] as number;
  chunk.length = length + end - start;
  bytes[chunk.length++] = NEWLINE;
}
