import type { JobsClient } from "../../api/jobsClient.ts";
import type { LiveState, LiveStream } from "../../api/streams/liveStream.ts";
import { createLogStream } from "../../api/streams/logStream.ts";
import { createLogBuffer, type LogBuffer } from "../../lib/logBuffer.ts";

/** What is drawn; a new object for every frame that differs from the one before. */
export interface LogSnapshot {
  readonly state: LiveState;
  readonly firstNumber: number;
  readonly length: number;
}

/** A job's log as a page shows it. It is read while somebody subscribes, and from its beginning each time. */
export interface LogFeed {
  readonly buffer: Pick<LogBuffer, "at" | "columnsAt">;
  getSnapshot(this: void): LogSnapshot;
  /** Told at most once a frame, and not while the page is hidden. */
  subscribe(this: void, listener: () => void): () => void;
  retryNow(this: void): void;
}

export function createLogFeed(client: JobsClient, jobId: string): LogFeed {
  const buffer = createLogBuffer();
  const listeners = new Set<() => void>();
  let stream: LiveStream | undefined;
  let frame: number | undefined;
  let snapshot: LogSnapshot = { state: { status: "connecting" }, firstNumber: 0, length: 0 };

  function publish(): void {
    frame = undefined;
    const state = stream?.getState() ?? snapshot.state;
    snapshot = { state, firstNumber: buffer.firstNumber, length: buffer.length };
    for (const listener of listeners) listener();
  }

  function schedule(): void {
    frame ??= requestAnimationFrame(publish);
  }

  function start(): void {
    buffer.clear();
    stream = createLogStream({
      client,
      jobId,
      onBatch({ lines, partial }) {
        buffer.append(lines, partial);
        schedule();
      },
    });
    stream.subscribe(schedule);
    snapshot = { state: stream.getState(), firstNumber: 0, length: 0 };
  }

  function stop(): void {
    stream?.dispose();
    stream = undefined;
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  }

  return {
    buffer,
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) start();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    retryNow: () => stream?.retryNow(),
  };
}
