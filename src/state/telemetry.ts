import type { Telemetry } from "../../contract/telemetry.ts";
import type { TelemetryHistory } from "../../contract/telemetryHistory.ts";
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
  let ring = createRing<Telemetry>(CAPACITY);
  let filling: AbortController | undefined;
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

  /** Puts the kept samples before, and between, those that were seen. */
  async function backfill(signal: AbortSignal): Promise<void> {
    const kept = await keptSamples(client, jobId, ring.last?.timestampMs ?? Date.now() - BACKFILL_MS, signal);
    if (signal.aborted || kept.length === 0) return;
    const byTime = new Map([...kept, ...ring.toArray()].map((sample) => [sample.timestampMs, sample]));
    ring = createRing<Telemetry>(CAPACITY);
    for (const timeMs of [...byTime.keys()].sort((a, b) => a - b)) ring.push(byTime.get(timeMs) as Telemetry);
    schedule();
  }

  function open(): void {
    filling = new AbortController();
    void backfill(filling.signal);
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

/** The samples that the platform kept since a moment; none where it keeps none. Never rejects. */
async function keptSamples(
  client: JobsClient,
  jobId: string,
  sinceMs: number,
  signal: AbortSignal,
): Promise<readonly Telemetry[]> {
  try {
    const history = await client.telemetry(jobId, { sinceMs, signal });
    return history.stepMs === 1000 ? samplesOf(history) : [];
  } catch {
    // A chart that begins later is the only loss; what is wrong shows in the stream's own state.
    return [];
  }
}

/** A history's means as samples. */
function samplesOf(history: TelemetryHistory): Telemetry[] {
  return history.timestampsMs.flatMap((timestampMs, index) => {
    const [cpu, memoryBytes] = [history.cpu.mean[index], history.memoryBytes.mean[index]];
    if (cpu === undefined || cpu === null || memoryBytes === undefined || memoryBytes === null) return [];
    return [
      {
        ...{ timestampMs, cpu, memoryBytes },
        gpuDutyPercent: history.gpuDutyPercent?.mean[index] ?? undefined,
        gpuMemoryBytes: history.gpuMemoryBytes?.mean[index] ?? undefined,
      },
    ];
  });
}
