import { open, type FileHandle } from "node:fs/promises";
import { createBufferPool } from "../bufferPool.ts";
import type { LogEvent } from "../engine.ts";
import { copyRun } from "./recordRun.ts";
import { createStamper, type Stamper } from "./stamper.ts";
import { copyBytes, MAX_RECORD_BYTES, parseRecord, recordTimeMs, type StreamName } from "./criLog.ts";

/** How far a log may be read, for one reader. */
export interface LogProgress {
  /** Bytes of whole records that were there when reading began. */
  readonly archiveBytes: number;
  /**
   * Resolves with the bytes there are now, once there are more than `knownBytes` or never will be. The last record may
   * be only half there.
   */
  next(knownBytes: number): Promise<{ readonly bytes: number; readonly isComplete: boolean }>;
}

export interface ReadOptions {
  readonly sinceMs?: number | undefined;
  readonly timestamps: boolean;
  /** Begins behind the archive, at what comes next. */
  readonly skipArchive?: boolean;
  /** Where to learn of more; the archive alone is read without. */
  readonly follow?: LogProgress | undefined;
  readonly archiveBytes: number;
  /**
   * The log is another program's: its times may have a zone, and several lines one time. They are told in UTC and made
   * strictly increasing, so that a reader can resume after exactly the last line it has seen.
   */
  readonly isForeign?: boolean;
  readonly signal: AbortSignal;
}

/** How much earlier than asked for a foreign log is read, for lines whose times are made later by being distinct. */
const FOREIGN_MARGIN_MS = 2;

const BLOCK_BYTES = 512 * 1024;
/** The most bytes of one event. */
const EVENT_BYTES = 512 * 1024;
/** Less than this is read into memory of its own size. */
const SMALL_BYTES = 16 * 1024;
const blocks = createBufferPool(BLOCK_BYTES, 4);
const events = createBufferPool(EVENT_BYTES, 8);
/** A search stops halving where reading on is as fast. */
const SEARCH_BYTES = 64 * 1024;

/**
 * Reads a log file: what is there, then, if there is something to follow, the `live` marker and what is written from
 * then on. The file is the buffer: a slow reader costs no memory. Ends when the log is complete or the signal aborts.
 * @throws Error when the file cannot be read
 */
export async function* readLog(path: string, options: ReadOptions): AsyncGenerator<LogEvent> {
  const file = await open(path, "r");
  try {
    const { archiveBytes, follow, signal } = options;
    const stamps = options.isForeign ? createStamper(options.sinceMs) : undefined;
    const decoder = createDecoder(options.timestamps, stamps);
    const sinceMs = options.sinceMs === undefined || !stamps ? options.sinceMs : options.sinceMs - FOREIGN_MARGIN_MS;
    let position = options.skipArchive ? archiveBytes : 0;
    if (sinceMs !== undefined && position === 0) position = await findSince(file, archiveBytes, sinceMs);
    // A look into the future has nothing to show before that moment comes, which the search cannot know.
    const dueMs = position === archiveBytes ? sinceMs : undefined;
    yield* readRange(file, position, archiveBytes, decoder, signal);
    if (!follow || signal.aborted) return;
    yield { type: "live" };
    position = archiveBytes;
    let knownBytes = archiveBytes;
    while (!signal.aborted) {
      const { bytes, isComplete } = await follow.next(knownBytes);
      knownBytes = Math.max(knownBytes, bytes);
      if (dueMs !== undefined && bytes > position) position = await findSince(file, bytes, dueMs, position);
      position = yield* readRange(file, position, bytes, decoder, signal);
      if (isComplete) return;
    }
  } finally {
    await file.close();
  }
}

/** @returns where the first record begins that was not read, because it is only half there */
async function* readRange(
  file: FileHandle,
  from: number,
  to: number,
  decoder: Decoder,
  signal: AbortSignal,
): AsyncGenerator<LogEvent, number> {
  if (to <= from) return from;
  const block = to - from < SMALL_BYTES ? Buffer.allocUnsafe(to - from) : blocks.take();
  try {
    return yield* readBlocks(file, from, to, block, decoder, signal);
  } finally {
    if (block.length === BLOCK_BYTES) blocks.giveBack(block);
  }
}

async function* readBlocks(
  file: FileHandle,
  from: number,
  to: number,
  block: Buffer,
  decoder: Decoder,
  signal: AbortSignal,
): AsyncGenerator<LogEvent, number> {
  let position = from;
  while (position < to && !signal.aborted) {
    const wanted = Math.min(block.length, to - position);
    const { bytesRead } = await file.read(block, 0, wanted, position);
    const bytes = block.subarray(0, bytesRead);
    let consumed = 0;
    for (;;) {
      consumed = decoder.addRun(bytes, consumed);
      const record = parseRecord(bytes, consumed);
      if (record === undefined) break;
      consumed = record.end;
      const full = decoder.add(bytes, record);
      if (!full) continue;
      yield full;
      if (signal.aborted) return position + consumed;
    }
    // The last record may be only half there: it is being written, or its writer was killed.
    const isLast = position + bytesRead >= to;
    if (consumed === 0 && !isLast)
      throw new Error("The log is damaged: it is shorter than it was, or has an endless line.");
    position += consumed;
    if (isLast) break;
  }
  const rest = decoder.flush();
  if (rest) yield rest;
  return position;
}

interface Decoder {
  /** Takes as many records from `from` on as can be taken at once. @returns where the next one begins */
  addRun(block: Buffer, from: number): number;
  /** Takes a record; answers an event when one is due. */
  add(block: Uint8Array, record: NonNullable<ReturnType<typeof parseRecord>>): LogEvent | undefined;
  /** What has been taken but not answered. */
  flush(): LogEvent | undefined;
}

const NEWLINE = 0x0a;
const BLANK = 0x20;
/** What is kept free before an event's data, and behind it. */
const HEADROOM_BYTES = 1;
const TAILROOM_BYTES = 4;
/** Room for a time, a blank and a newline besides a record's content. */
const LARGEST_ADDITION_BYTES = MAX_RECORD_BYTES;

/** Turns records back into what the program wrote, many of them in one event. */
function createDecoder(timestamps: boolean, stamper?: Stamper): Decoder {
  let buffer: Buffer<ArrayBuffer> = Buffer.alloc(0);
  let end = HEADROOM_BYTES;
  let newlines = 0;
  let current: StreamName = "stdout";
  const isInsideLine = { stdout: false, stderr: false };
  const isLeftOut = { stdout: false, stderr: false };
  const needsStamps = timestamps || stamper?.isSelective === true;

  /** Up to where the buffer may be filled. */
  const limit = () => Math.min(buffer.length, EVENT_BYTES) - TAILROOM_BYTES;

  function flush(): LogEvent | undefined {
    if (end === HEADROOM_BYTES) return undefined;
    const memory = buffer;
    const data = memory.subarray(HEADROOM_BYTES, end);
    const room = { headroomBytes: HEADROOM_BYTES, tailroomBytes: TAILROOM_BYTES };
    const event = { type: "data", stream: current, data, newlines, ...room } as const;
    const isLarge = memory.length === EVENT_BYTES && end > EVENT_BYTES / 2;
    // The reader keeps what it was given; what is left of the buffer serves the next event.
    buffer = isLarge ? Buffer.alloc(0) : memory.subarray(end + TAILROOM_BYTES);
    end = HEADROOM_BYTES;
    newlines = 0;
    return isLarge ? { ...event, recycle: () => events.giveBack(memory) } : event;
  }

  function addRun(block: Buffer, from: number): number {
    if (stamper) return from;
    const run = copyRun(block, from, {
      bytes: buffer,
      at: end,
      limit: limit(),
      stream: current,
      timestamps,
      isInsideLine: isInsideLine[current],
    });
    end = run.targetEnd;
    newlines += run.lines;
    isInsideLine[current] = run.isInsideLine;
    return run.end;
  }

  function add(block: Uint8Array, record: NonNullable<ReturnType<typeof parseRecord>>): LogEvent | undefined {
    const isFull = end + LARGEST_ADDITION_BYTES > limit();
    const event = record.stream !== current || isFull ? flush() : undefined;
    if (buffer.length < HEADROOM_BYTES + LARGEST_ADDITION_BYTES + TAILROOM_BYTES) buffer = events.take();
    current = record.stream;
    if (needsStamps && !isInsideLine[current]) {
      if (stamper) isLeftOut[current] = !stamper.stamp(block, record);
      if (timestamps && !isLeftOut[current]) {
        const { bytes, from, to } = stamper ?? { bytes: block, from: record.start, to: record.timeEnd };
        end += copyBytes(bytes, from, to, buffer, end);
        buffer[end++] = BLANK;
      }
    }
    isInsideLine[current] = !record.complete;
    if (isLeftOut[current]) return event;
    end += copyBytes(block, record.contentStart, record.contentEnd, buffer, end);
    if (record.complete) {
      buffer[end++] = NEWLINE;
      newlines += 1;
    }
    return event;
  }

  return { addRun, add, flush };
}

/**
 * Finds where the records of `sinceMs` or later begin, by halving: times never decrease.
 * @returns the offset of the first of them; where whole records end when there is none
 */
async function findSince(file: FileHandle, bytes: number, sinceMs: number, from = 0): Promise<number> {
  let low = from;
  let high = bytes;
  while (high - low > SEARCH_BYTES) {
    const middle = low + Math.floor((high - low) / 2);
    const found = await findRecordAfter(file, middle, bytes);
    if (found !== undefined && found.timeMs < sinceMs) low = found.offset;
    else high = middle;
  }
  return scanSince(file, low, bytes, sinceMs);
}

async function scanSince(file: FileHandle, from: number, bytes: number, sinceMs: number): Promise<number> {
  const block = Buffer.allocUnsafe(SEARCH_BYTES);
  for (let position = from; position < bytes;) {
    const { bytesRead } = await file.read(block, 0, Math.min(block.length, bytes - position), position);
    const read = block.subarray(0, bytesRead);
    let consumed = 0;
    for (let record = parseRecord(read, 0); record !== undefined; record = parseRecord(read, consumed)) {
      if (recordTimeMs(read, record) >= sinceMs) return position + record.start;
      consumed = record.end;
    }
    if (consumed === 0) return position;
    position += consumed;
  }
  return bytes;
}

/** The first record that begins behind `offset`. */
async function findRecordAfter(file: FileHandle, offset: number, bytes: number) {
  const block = Buffer.allocUnsafe(2 * MAX_RECORD_BYTES);
  const { bytesRead } = await file.read(block, 0, Math.min(block.length, bytes - offset), offset);
  const read = block.subarray(0, bytesRead);
  const start = read.indexOf(NEWLINE) + 1;
  const record = start === 0 ? undefined : parseRecord(read, start);
  return record && { offset: offset + start, timeMs: recordTimeMs(read, record) };
}
