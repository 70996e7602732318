import { LONGEST_TIMESTAMP, readLogTimestamp, type LogTime } from "../../lib/logTimestamp.ts";
import type { JobsClient } from "../jobsClient.ts";
import { browserEnvironment, type StreamEnvironment } from "./environment.ts";
import { createLineCutter } from "./lineCutter.ts";
import { createLiveStream, type LiveStream } from "./liveStream.ts";
import { createLogResume } from "./logResume.ts";

export interface LogLine {
  /** When the line was written, whole milliseconds since the epoch. */
  readonly timestampMs: number;
  /** The line without its newline, escape sequences and carriage returns included. A view: copy it to keep it alone. */
  readonly bytes: Uint8Array;
}

/** What one piece of a log brings. */
export interface LogBatch {
  /** Finished lines; the first takes the place of the unfinished one told of before. */
  readonly lines: readonly LogLine[];
  /** The unfinished last line as far as it is there; takes the place of the one told of before. */
  readonly partial: LogLine | undefined;
}

export interface LogStreamOptions {
  readonly client: JobsClient;
  readonly jobId: string;
  /** Only lines written at this moment or later, milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Told of every piece in order. */
  readonly onBatch: (batch: LogBatch) => void;
  readonly environment?: StreamEnvironment;
}

/** Follows a job's log to its end and through lost connections, every line exactly once. */
export function createLogStream(options: LogStreamOptions): LiveStream {
  const { client, jobId, onBatch, environment = browserEnvironment } = options;
  const resume = createLogResume(options.sinceMs);
  let partial: LogLine | undefined;
  /** The time of the last whole line, which one without a time shares. */
  let lastTime: LogTime = { timestampMs: options.sinceMs ?? 0, nanoseconds: 0 };

  function partialOf(rest: Uint8Array): LogLine | undefined {
    const stamp = readLogTimestamp(rest);
    // As long as its timestamp may still be on its way there is nothing to show.
    if (stamp === undefined && rest.length < LONGEST_TIMESTAMP) return undefined;
    if (!resume.isNew(stamp ?? lastTime)) return undefined;
    const bytes = rest.subarray(stamp?.textStart ?? 0);
    return bytes.length > 0 ? { timestampMs: (stamp ?? lastTime).timestampMs, bytes } : undefined;
  }

  async function follow(signal: AbortSignal, onLive: () => void): Promise<void> {
    const cutter = createLineCutter();
    const { sinceMs } = resume;
    resume.begin();
    for await (const chunk of client.monitor(jobId, { signal, onOpen: onLive, timestamps: true, sinceMs })) {
      if (chunk.length === 0) continue;
      const lines: LogLine[] = [];
      for (const bytes of cutter.push(chunk)) {
        const stamp = readLogTimestamp(bytes);
        lastTime = stamp ?? lastTime;
        if (resume.accept(lastTime)) {
          lines.push({ timestampMs: lastTime.timestampMs, bytes: bytes.subarray(stamp?.textStart ?? 0) });
        }
      }
      const grown = partialOf(cutter.rest);
      if (lines.length === 0 && grown === undefined) continue;
      partial = grown;
      onBatch({ lines, partial });
    }
  }

  return createLiveStream(
    {
      status: (signal) => client.status(jobId, { signal }),
      follow,
      needsRunning: false,
      onEnded() {
        if (partial) onBatch({ lines: [partial], partial: undefined });
      },
    },
    environment,
  );
}
