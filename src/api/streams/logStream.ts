import type { LineRun } from "../../lib/logStore/chunkStore.ts";
import {
  createTimestampReader,
  isSame,
  LONGEST_TIMESTAMP,
  type LogTime,
  type LogTimestamp,
} from "../../lib/logTimestamp.ts";
import type { LogClient } from "../logClient.ts";
import { browserEnvironment, type StreamEnvironment } from "./environment.ts";
import { createLineCutter, type LineCutter } from "./lineCutter.ts";
import { createLiveStream, type LiveStream } from "./liveStream.ts";
import { createLogResume } from "./logResume.ts";

const NEWLINE = 10;

export interface LogLine {
  /** When the line was written, whole milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly isStderr: boolean;
  /** The line without its newline, escape sequences and carriage returns included. A view: copy it to keep it alone. */
  readonly bytes: Uint8Array;
}

/** What takes a log. But for whole pieces, nothing that it is given may be kept without being copied. */
export interface LogSink {
  /**
   * A piece of the log as it came, whose lines follow. It is the sink's: it may be kept, and overwritten up to the end
   * of the last line that was told.
   */
  pieceStart?(piece: Uint8Array): void;
  /**
   * Is offered a piece's whole lines in one, to be read later: a flood comes faster than it can be read.
   * @returns how many lines it has taken; 0: they are told one by one
   */
  run?(run: LineRun): number;
  /** Reads all runs that are still to be read. */
  readRuns?(): void;
  /** A finished line: `bytes[start, end)`, without its newline. The first takes the place of the unfinished one. */
  line(bytes: Uint8Array, start: number, end: number, timestampMs: number, isStderr: boolean): void;
  /**
   * After each piece that brought something: the unfinished last line as far as it is there.
   * @returns what is to be waited for before more is read, if anything
   */
  pieceEnd(partial: LogLine | undefined): Promise<void> | undefined | void;
}

export interface LogStreamOptions {
  readonly client: LogClient;
  readonly jobId: string;
  /** Only lines written at this moment or later, milliseconds since the epoch. */
  readonly sinceMs?: number;
  readonly sink: LogSink;
  readonly environment?: StreamEnvironment;
}

/** Follows a job's log to its end and through lost connections, every line exactly once. */
export function createLogStream(options: LogStreamOptions): LiveStream {
  const { client, jobId, sink, environment = browserEnvironment } = options;
  const resume = createLogResume(options.sinceMs);
  const readStamp = createTimestampReader();
  let partial: LogLine | undefined;
  /** The time of the last whole line, which one without a time shares. */
  const lastTime = { timestampMs: options.sinceMs ?? 0, nanoseconds: 0 };
  let delivered = 0;
  let areStreamsTold = false;

  function takeLine(bytes: Uint8Array, start: number, end: number): void {
    const stamp = readStamp(bytes, start, end);
    if (stamp) {
      lastTime.timestampMs = stamp.timestampMs;
      lastTime.nanoseconds = stamp.nanoseconds;
    }
    if (!resume.accept(lastTime)) return;
    delivered += 1;
    sink.line(bytes, stamp?.textStart ?? start, end, lastTime.timestampMs, isStderr(stamp));
  }

  /** @param lines how many end in the piece, where that is known and it has text alone */
  function takePiece(piece: Uint8Array, cutter: LineCutter, lines: number | undefined): void {
    sink.pieceStart?.(piece);
    const start = piece.indexOf(NEWLINE) + 1;
    const end = start === 0 ? 0 : piece.lastIndexOf(NEWLINE) + 1;
    if (start === end || !sink.run || resume.isSkipping) return cutter.push(piece, takeLine);
    cutter.push(piece.subarray(0, start), takeLine);
    cutter.push(
      piece,
      takeLine,
      offerRun(piece, start, end, lines === undefined ? undefined : lines - 1) ? end : start,
    );
  }

  /** @returns whether the whole lines `piece[start, end)` were taken in one */
  function offerRun(piece: Uint8Array, start: number, end: number, textLines: number | undefined): boolean {
    const prefixBytes = (readStamp(piece, start, end)?.textStart ?? start) - start;
    const last = prefixBytes > 0 ? lastTimeOf(piece, start, end) : undefined;
    if (!last) return false;
    const areTold = areStreamsTold;
    const count = sink.run?.({
      piece,
      start,
      end,
      prefixBytes,
      textLines,
      read(onLine) {
        let timestampMs = 0;
        for (let from = start; from < end;) {
          const lineEnd = piece.indexOf(NEWLINE, from);
          const stamp = readStamp(piece, from, lineEnd);
          if (stamp) {
            ({ timestampMs } = stamp);
            resume.note(stamp);
          }
          onLine(piece, stamp?.textStart ?? from, lineEnd, timestampMs, isStderr(stamp, areTold));
          from = lineEnd + 1;
        }
      },
    });
    if (!count) return false;
    delivered += count;
    lastTime.timestampMs = last.time.timestampMs;
    lastTime.nanoseconds = last.time.nanoseconds;
    resume.deliverRun(last.time, last.count, last.isAll);
    return true;
  }

  /** The time of the last of some whole lines, and how many at the end have it; undefined when one of them has none. */
  function lastTimeOf(piece: Uint8Array, start: number, end: number) {
    let time: LogTime | undefined;
    let count = 0;
    for (let lineEnd = end - 1; lineEnd > start; count += 1) {
      const lineStart = Math.max(start, piece.lastIndexOf(NEWLINE, lineEnd - 1) + 1);
      const stamp = readStamp(piece, lineStart, lineEnd);
      if (!stamp) return undefined;
      if (time && !isSame(stamp, time)) return { time, count, isAll: false };
      time ??= { timestampMs: stamp.timestampMs, nanoseconds: stamp.nanoseconds };
      lineEnd = lineStart - 1;
    }
    return time && { time, count, isAll: true };
  }

  function partialOf(rest: Uint8Array): LogLine | undefined {
    const stamp = readStamp(rest, 0, rest.length);
    // As long as its timestamp may still be on its way there is nothing to show.
    if (stamp === undefined && rest.length < LONGEST_TIMESTAMP) return undefined;
    const time: LogTime = stamp ?? lastTime;
    if (!resume.isNew(time)) return undefined;
    const bytes = rest.subarray(stamp?.textStart ?? 0);
    return bytes.length > 0 ? { timestampMs: time.timestampMs, isStderr: isStderr(stamp), bytes } : undefined;
  }

  function isStderr(stamp: LogTimestamp | undefined, areTold = areStreamsTold): boolean {
    return areTold && stamp !== undefined && stamp.isTabbed;
  }

  async function follow(signal: AbortSignal, onLive: () => void): Promise<void> {
    const cutter = createLineCutter();
    const { sinceMs } = resume;
    // The times of all lines that have come tell which of those that come again are new.
    sink.readRuns?.();
    resume.begin();
    let lines: number | undefined;
    const chunks = client.monitor(jobId, {
      ...{ signal, onOpen: onLive, timestamps: true, sinceMs },
      onStreams: (areTold) => (areStreamsTold = areTold),
      onLines: (count) => (lines = count),
    });
    for await (const chunk of chunks) {
      if (chunk.length === 0) continue;
      const before = delivered;
      takePiece(chunk, cutter, lines);
      const grown = partialOf(cutter.rest);
      if (delivered === before && grown === undefined) continue;
      partial = grown;
      const held = sink.pieceEnd(partial);
      if (held) await held;
    }
  }

  return createLiveStream(
    {
      status: (signal) => client.status(jobId, { signal }),
      follow,
      needsRunning: false,
      onEnded() {
        if (!partial) return;
        sink.line(partial.bytes, 0, partial.bytes.length, partial.timestampMs, partial.isStderr);
        void sink.pieceEnd(undefined);
      },
    },
    environment,
  );
}
