import { randomBytes } from "node:crypto";
import { isFinished } from "../../contract/status.ts";
import type { Engine, OutputPiece } from "../engines/engine.ts";
import { createFrameSizer } from "./frameSizer.ts";
import type { JobEvents } from "./jobEvents.ts";
import type { JobStore } from "./store/jobs.ts";

export interface JobLogOptions {
  readonly sinceMs?: number;
  readonly timestamps: boolean;
  /** Puts a tab in place of the blank behind the timestamp of a line of the standard error. */
  readonly tellsStreams?: boolean;
  /** The line between what was there and what comes; empty: none. */
  readonly separator: string;
  /** The reader is done with a piece once it asks for the next one: its memory serves again. */
  readonly recycles?: boolean;
  readonly signal: AbortSignal;
}

/** A piece of a log; what it has of the engine's is as {@link OutputPiece} has it. */
export type LogPiece = Pick<OutputPiece, "data" | "tailroomBytes" | "newlines">;

export interface JobLogDeps {
  readonly engine: Engine;
  readonly store: JobStore;
  readonly events: JobEvents;
}

/** The separator of a reader who named none. */
export function randomSeparator(): string {
  return `====== Live logs ${randomBytes(16).toString("hex")} ======`;
}

/**
 * A job's log in pieces of at most 512 KiB: all attempts in order, waiting for those to come, until the job has finished.
 * The separator is a piece of its own, and comes only where there is something before and after it.
 */
export async function* jobLog(jobId: string, options: JobLogOptions, deps: JobLogDeps): AsyncGenerator<LogPiece, void> {
  let isSeparatorDue = options.separator !== "";
  let sawArchive = false;
  const frames = createFrameSizer();
  for await (const piece of logPieces(jobId, options, deps)) {
    const { data, live, recycle } = piece;
    if (live && sawArchive && isSeparatorDue) yield { data: Buffer.from(`${options.separator}\n`) };
    if (live) isSeparatorDue = false;
    else sawArchive = true;
    for (let from = 0; from < data.length;) {
      const part = data.subarray(from, from + frames.nextBytes);
      const sinceMs = performance.now();
      yield part.length === data.length ? piece : { data: part };
      frames.taken(part.length, performance.now() - sinceMs);
      from += part.length;
    }
    if (options.recycles) recycle?.();
  }
}

interface Piece extends LogPiece, Pick<OutputPiece, "recycle"> {
  /** Written after the reader came. */
  readonly live: boolean;
}

async function* logPieces(jobId: string, options: JobLogOptions, deps: JobLogDeps): AsyncGenerator<Piece, void> {
  const { sinceMs, timestamps, signal } = options;
  const mark = timestamps && options.tellsStreams ? createStderrMarker() : undefined;
  let attempt = 0;
  let live = false;
  while (!signal.aborted) {
    const job = deps.store.byId(jobId);
    const run = deps.store.runOf(jobId, attempt);
    if (run?.handle) {
      for await (const event of deps.engine.logs(run.handle, { sinceMs, timestamps, follow: true, signal })) {
        if (event.type === "live") live = true;
        else if (event.data.length > 0) {
          if (event.stream === "stderr") mark?.(event.data);
          yield { ...event, live };
        }
      }
      attempt += 1;
    } else if (!job || isFinished(job.status)) {
      return;
    } else {
      live = true;
      await deps.events.next(jobId, signal);
    }
  }
}

const NEWLINE = 0x0a;
const BLANK = 0x20;
const TAB = 0x09;

/** Marks the lines of the standard error, in place: its pieces may begin within a line, which has its mark by then. */
function createStderrMarker(): (data: Uint8Array) => void {
  let isLineStart = true;
  return (data) => {
    for (let start = isLineStart ? 0 : data.indexOf(NEWLINE) + 1; start < data.length;) {
      // From -1 on there is no further line in this piece.
      if (start === 0 && !isLineStart) break;
      const blank = data.indexOf(BLANK, start);
      if (blank !== -1) data[blank] = TAB;
      const newline = data.indexOf(NEWLINE, start);
      if (newline === -1) break;
      start = newline + 1;
    }
    isLineStart = data.at(-1) === NEWLINE;
  };
}
