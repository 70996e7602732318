import type { Telemetry } from "../../contract/telemetry.ts";
import type { JobsClient } from "../api/jobsClient.ts";
import type { LiveState, LiveStream } from "../api/streams/liveStream.ts";
import { createTelemetryStream } from "../api/streams/telemetryStream.ts";
import { createRing } from "../lib/ring.ts";
import { useSession } from "./session.ts";
import { createStreamBudget } from "./streamBudget.ts";

/** What is drawn; a new object for every frame that differs from the one before. */
export interface TelemetrySnapshot {
  readonly state: LiveState;
  /** Oldest first; times of which nothing is known are missing. */
  readonly samples: readonly Telemetry[];
}

/** A job's telemetry. It is measured while somebody subscribes; what was measured stays. */
export interface TelemetryFeed {
  getSnapshot(this: void): TelemetrySnapshot;
  /** Told at most once a frame, and not while the page is hidden. */
  subscribe(this: void, listener: () => void): () => void;
  retryNow(this: void): void;
}

/** An hour of samples a job. */
const CAPACITY = 3600;
/** So many jobs' samples are kept while nobody looks at them. */
const MOST_FEEDS = 100;
/** A list may show more jobs than a server should be asked about at once. */
const MOST_STREAMS = 40;
/** A look at another tab should not leave a gap. */
const LINGER_MS = 10_000;

interface Feed extends TelemetryFeed {
  readonly isIdle: boolean;
  stop(this: void): void;
}

const feeds = new Map<string, Feed>();
const budget = createStreamBudget(MOST_STREAMS);

// What one user measured is not the next one's.
useSession.subscribe((session, before) => {
  if (session.status === before.status) return;
  for (const feed of feeds.values()) feed.stop();
  feeds.clear();
});

/** The one feed of a job, however many components show it. */
export function telemetryFeed(client: JobsClient, jobId: string): TelemetryFeed {
  const known = feeds.get(jobId);
  const feed = known ?? createFeed(client, jobId);
  // Asked for last stands last: those at the front are forgotten first.
  feeds.delete(jobId);
  feeds.set(jobId, feed);
  for (const [id, candidate] of feeds) {
    if (feeds.size <= MOST_FEEDS) break;
    if (id !== jobId && candidate.isIdle) feeds.delete(id);
  }
  return feed;
}

function createFeed(client: JobsClient, jobId: string): Feed {
  const ring = createRing<Telemetry>(CAPACITY);
  const listeners = new Set<() => void>();
  let stream: LiveStream | undefined;
  let frame: number | undefined;
  let lingering: ReturnType<typeof setTimeout> | undefined;
  let snapshot: TelemetrySnapshot = { state: { status: "connecting" }, samples: [] };

  function publish(): void {
    frame = undefined;
    snapshot = { state: stream?.getState() ?? snapshot.state, samples: ring.toArray() };
    for (const listener of listeners) listener();
  }

  function schedule(): void {
    frame ??= requestAnimationFrame(publish);
  }

  function open(): void {
    stream = createTelemetryStream({
      client,
      jobId,
      onBatch({ samples }) {
        for (const sample of samples) ring.push(sample);
        schedule();
      },
    });
    stream.subscribe(schedule);
    snapshot = { ...snapshot, state: stream.getState() };
  }

  function close(): void {
    clearTimeout(lingering);
    stream?.dispose();
    stream = undefined;
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  }

  const connection = { open, close };
  const stop = () => budget.release(connection);

  return {
    get isIdle() {
      return stream === undefined && listeners.size === 0;
    },
    stop,
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      clearTimeout(lingering);
      budget.acquire(connection);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        budget.linger(connection);
        lingering = setTimeout(stop, LINGER_MS);
      };
    },
    retryNow: () => stream?.retryNow(),
  };
}
