import type { JobsClient } from "../../api/jobsClient.ts";
import type { LiveState, LiveStream } from "../../api/streams/liveStream.ts";
import { createLogStream } from "../../api/streams/logStream.ts";
import { createLogBuffer, type LogBuffer } from "../../lib/logBuffer.ts";

/** What is drawn; a new object for every frame that differs from the one before. */
export interface LogSnapshot {
  readonly state: LiveState;
  readonly firstNumber: number;
  readonly length: number;
  /** How many lines have come; some of them may be held back while the reader reads. */
  readonly endNumber: number;
}

/** A job's log as a page shows it. It is read while somebody subscribes, and from its beginning each time. */
export interface LogFeed {
  readonly buffer: Pick<LogBuffer, "at" | "columnsAt">;
  getSnapshot(this: void): LogSnapshot;
  /** Told at most once a frame, and not while the page is hidden. */
  subscribe(this: void, listener: () => void): () => void;
  retryNow(this: void): void;
  /** While pinned the lines that can be read now stay where they are. */
  pin(this: void, isPinned: boolean): void;
}

const SHORTEST_INTERVAL_MS = 50;

export function createLogFeed(client: JobsClient, jobId: string): LogFeed {
  const buffer = createLogBuffer();
  const listeners = new Set<() => void>();
  let stream: LiveStream | undefined;
  let frame: number | undefined;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let publishedAtMs = 0;
  let snapshot = snapshotOf({ status: "connecting" });

  function snapshotOf(state: LiveState): LogSnapshot {
    return { state, firstNumber: buffer.firstNumber, length: buffer.length, endNumber: buffer.endNumber };
  }

  function publish(): void {
    frame = undefined;
    publishedAtMs = performance.now();
    const state = stream?.getState() ?? snapshot.state;
    snapshot = snapshotOf(state);
    for (const listener of listeners) listener();
  }

  function draw(): void {
    pause = undefined;
    frame ??= requestAnimationFrame(publish);
  }

  /** What comes alone is drawn in the next frame; a flood is drawn now and then, which leaves time for the reader. */
  function schedule(): void {
    if (frame !== undefined || pause !== undefined) return;
    const waitMs = publishedAtMs + SHORTEST_INTERVAL_MS - performance.now();
    if (waitMs <= 0) draw();
    else pause = setTimeout(draw, waitMs);
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
    snapshot = snapshotOf(stream.getState());
  }

  function stop(): void {
    stream?.dispose();
    stream = undefined;
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(pause);
    frame = pause = undefined;
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
    pin(isPinned) {
      buffer.pin(isPinned);
      schedule();
    },
  };
}
