import type { TelemetryHistory } from "../../contract/telemetryHistory.ts";
import type { JobsClient } from "../api/jobsClient.ts";
import type { LiveState, LiveStream } from "../api/streams/liveStream.ts";
import { createTelemetryStream } from "../api/streams/telemetryStream.ts";
import { createRing } from "../lib/ring.ts";
import { joinTelemetry, samplesOf, type KnownSample } from "../lib/telemetry/joinTelemetry.ts";
import { useSession } from "./session.ts";
import { createStreamBudget } from "./streamBudget.ts";

/** What is drawn; a new object for every frame that differs from the one before. */
export interface TelemetrySnapshot {
  readonly state: LiveState;
  /** Oldest first; times of which nothing is known are missing. */
  readonly samples: readonly KnownSample[];
  /** What has to be added to this machine's clock to know when the platform measures, in milliseconds. */
  readonly offsetMs: number;
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
/** What was measured before somebody looked is read back, where the platform keeps it. */
const BACKFILL_MS = 5 * 60_000;
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
  let ring = createRing<KnownSample>(CAPACITY);
  let offsetMs = 0;
  let filling: AbortController | undefined;
  const listeners = new Set<() => void>();
  let stream: LiveStream | undefined;
  let frame: number | undefined;
  let lingering: ReturnType<typeof setTimeout> | undefined;
  let snapshot: TelemetrySnapshot = { state: { status: "connecting" }, samples: [], offsetMs };

  function publish(): void {
    frame = undefined;
    snapshot = { state: stream?.getState() ?? snapshot.state, samples: ring.toArray(), offsetMs };
    for (const listener of listeners) listener();
  }

  function schedule(): void {
    frame ??= requestAnimationFrame(publish);
  }

  /** Puts the kept samples before, and between, those that were seen. */
  async function backfill(sinceMs: number, signal: AbortSignal): Promise<void> {
    const kept = await keptSince(client, jobId, sinceMs, signal);
    if (signal.aborted || !kept) return;
    const filled = samplesOf(joinTelemetry(kept, ring.toArray()));
    ring = createRing<KnownSample>(CAPACITY);
    for (const sample of filled) ring.push(sample);
    schedule();
  }

  function open(): void {
    const { signal } = (filling = new AbortController());
    void backfill(ring.last?.timestampMs ?? Date.now() - BACKFILL_MS, signal);
    stream = createTelemetryStream({
      client,
      jobId,
      onBatch({ samples, isAfterGap }) {
        // What was missed while the connection was gone is read back, where the platform keeps it.
        if (isAfterGap && ring.last) void backfill(ring.last.timestampMs, signal);
        for (const sample of samples) ring.push(sample);
        offsetMs = (ring.last?.timestampMs ?? Date.now()) - Date.now();
        schedule();
      },
    });
    stream.subscribe(schedule);
    snapshot = { ...snapshot, state: stream.getState() };
  }

  function close(): void {
    clearTimeout(lingering);
    filling?.abort();
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

/** What the platform kept since a moment, up to an hour of it; nothing where it keeps nothing. Never rejects. */
async function keptSince(
  client: JobsClient,
  jobId: string,
  sinceMs: number,
  signal: AbortSignal,
): Promise<TelemetryHistory | undefined> {
  try {
    return await client.telemetry(jobId, { sinceMs, steps: CAPACITY, signal });
  } catch {
    // A chart that begins later is the only loss; what is wrong shows in the stream's own state.
    return undefined;
  }
}
