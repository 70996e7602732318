import { createTimestampReader, LONGEST_TIMESTAMP, type LogTime, type LogTimestamp } from "../../lib/logTimestamp.ts";
import type { JobsClient } from "../jobsClient.ts";
import { browserEnvironment, type StreamEnvironment } from "./environment.ts";
import { createLineCutter } from "./lineCutter.ts";
import { createLiveStream, type LiveStream } from "./liveStream.ts";
import { createLogResume } from "./logResume.ts";

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
  /** A finished line: `bytes[start, end)`, without its newline. The first takes the place of the unfinished one. */
  line(bytes: Uint8Array, start: number, end: number, timestampMs: number, isStderr: boolean): void;
  /**
   * After each piece that brought something: the unfinished last line as far as it is there.
   * @returns what is to be waited for before more is read, if anything
   */
  pieceEnd(partial: LogLine | undefined): Promise<void> | undefined | void;
}

export interface LogStreamOptions {
  readonly client: Pick<JobsClient, "monitor" | "status">;
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

  function partialOf(rest: Uint8Array): LogLine | undefined {
    const stamp = readStamp(rest, 0, rest.length);
    // As long as its timestamp may still be on its way there is nothing to show.
    if (stamp === undefined && rest.length < LONGEST_TIMESTAMP) return undefined;
    const time: LogTime = stamp ?? lastTime;
    if (!resume.isNew(time)) return undefined;
    const bytes = rest.subarray(stamp?.textStart ?? 0);
    return bytes.length > 0 ? { timestampMs: time.timestampMs, isStderr: isStderr(stamp), bytes } : undefined;
  }

  function isStderr(stamp: LogTimestamp | undefined): boolean {
    return areStreamsTold && stamp !== undefined && stamp.isTabbed;
  }

  async function follow(signal: AbortSignal, onLive: () => void): Promise<void> {
    const cutter = createLineCutter();
    const { sinceMs } = resume;
    resume.begin();
    const onStreams = (areTold: boolean) => (areStreamsTold = areTold);
    for await (const chunk of client.monitor(jobId, { signal, onOpen: onLive, onStreams, timestamps: true, sinceMs })) {
      if (chunk.length === 0) continue;
      const before = delivered;
      sink.pieceStart?.(chunk);
      cutter.push(chunk, takeLine);
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
