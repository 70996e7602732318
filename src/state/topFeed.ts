import type { Telemetry } from "../../contract/telemetry.ts";
import type { TopFrame } from "../../contract/topMany.ts";
import type { JobsClient } from "../api/jobsClient.ts";
import { createTopStream, type TopState, type TopStream } from "../api/streams/topStream.ts";
import { createUsageSeries, type UsageSeries } from "../lib/usageSeries.ts";
import { useSession } from "./session.ts";
import { telemetryFeed } from "./telemetry.ts";

/**
 * The telemetry of many jobs, for a page that shows them all. One socket brings it where the platform has one for that;
 * elsewhere each job has its own, as many at a time as the browser's budget allows. Memory a job is fixed.
 */
export interface TopFeed {
  getState(this: void): TopState;
  /** Grows with every drawing; at most one a frame, none while the page is hidden. */
  getVersion(this: void): number;
  /** The moment, in milliseconds since the epoch, that what is ordered by usage goes by: moves on every few seconds. */
  getBeatMs(this: void): number;
  subscribe(this: void, listener: () => void): () => void;
  /** Whose telemetry is wanted; what is known of others is forgotten. */
  pick(this: void, jobIds: readonly string[]): void;
  /** While paused nothing is asked for and nothing changes; what was missed is fetched afterwards. */
  setPaused(this: void, isPaused: boolean): void;
  usageOf(this: void, jobId: string): UsageSeries | undefined;
  retryNow(this: void): void;
}

/** A look at another page should not cost what was measured. */
const LINGER_MS = 10_000;
const BEAT_MS = 3_000;

let current: { readonly client: JobsClient; readonly feed: TopFeed; readonly stop: () => void } | undefined;

// What one user measured is not the next one's.
useSession.subscribe((session, before) => {
  if (session.status === before.status) return;
  current?.stop();
  current = undefined;
});

/** The one feed of the app. */
export function topFeed(client: JobsClient): TopFeed {
  if (current?.client !== client) {
    current?.stop();
    current = { client, ...createTopFeed(client) };
  }
  return current.feed;
}

function createTopFeed(client: JobsClient): { feed: TopFeed; stop: () => void } {
  const listeners = new Set<() => void>();
  const series = new Map<string, UsageSeries>();
  const singles = new Map<string, () => void>();
  let picked: readonly string[] = [];
  let isPaused = false;
  let stream: TopStream | undefined;
  let state: TopState = { status: "connecting" };
  let version = 0;
  let beatMs = Date.now();
  let frame: number | undefined;
  let lingering: ReturnType<typeof setTimeout> | undefined;

  function publish(): void {
    frame = undefined;
    version += 1;
    const nowMs = Date.now();
    // The first samples of all are worth an order at once.
    if (version === 1 || nowMs - beatMs >= BEAT_MS) beatMs = nowMs;
    for (const listener of listeners) listener();
  }

  function schedule(): void {
    frame ??= requestAnimationFrame(publish);
  }

  function seriesOf(jobId: string): UsageSeries {
    const known = series.get(jobId);
    if (known) return known;
    const created = createUsageSeries();
    series.set(jobId, created);
    return created;
  }

  function onFrame({ past, samples }: TopFrame): void {
    if (isPaused) return;
    for (const [jobId, known] of Object.entries(past ?? {})) seriesOf(jobId).fill(known);
    for (const [jobId, sample] of Object.entries(samples ?? {})) seriesOf(jobId).take(sample);
    schedule();
  }

  function onState(): void {
    state = stream?.getState() ?? state;
    if (state.status === "missing") followSingles();
    schedule();
  }

  /** Where there is no socket for many: one a job, each of which reads what its feed has got. */
  function followSingles(): void {
    const wanted = new Set(isPaused || listeners.size === 0 ? [] : picked);
    for (const [jobId, stop] of singles) {
      if (wanted.has(jobId)) continue;
      stop();
      singles.delete(jobId);
    }
    for (const jobId of wanted) {
      if (!singles.has(jobId)) singles.set(jobId, followSingle(jobId));
    }
  }

  function followSingle(jobId: string): () => void {
    const single = telemetryFeed(client, jobId);
    return single.subscribe(() => {
      const known = seriesOf(jobId);
      for (const sample of newerThan(single.getSnapshot().samples, known.latest?.timestampMs)) known.take(sample);
      schedule();
    });
  }

  function tellPick(): void {
    const wanted = isPaused ? [] : picked;
    if (state.status === "missing") followSingles();
    else stream?.pick(wanted);
  }

  function open(): void {
    clearTimeout(lingering);
    stream ??= createTopStream({ client, onFrame, onState });
    tellPick();
  }

  function stop(): void {
    clearTimeout(lingering);
    stream?.dispose();
    stream = undefined;
    for (const stopSingle of singles.values()) stopSingle();
    singles.clear();
    series.clear();
    state = { status: "connecting" };
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  }

  const feed: TopFeed = {
    getState: () => state,
    getVersion: () => version,
    getBeatMs: () => beatMs,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) open();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        if (state.status === "missing") followSingles();
        lingering = setTimeout(stop, LINGER_MS);
      };
    },
    pick(jobIds) {
      if (jobIds.length === picked.length && jobIds.every((id, index) => id === picked[index])) return;
      picked = jobIds;
      const wanted = new Set(jobIds);
      for (const jobId of series.keys()) if (!wanted.has(jobId)) series.delete(jobId);
      tellPick();
    },
    setPaused(next) {
      if (next === isPaused) return;
      isPaused = next;
      tellPick();
    },
    usageOf: (jobId) => series.get(jobId),
    retryNow: () => stream?.retryNow(),
  };
  return { feed, stop };
}

function newerThan(samples: readonly Telemetry[], timeMs = -Infinity): readonly Telemetry[] {
  let first = samples.length;
  while (first > 0 && (samples[first - 1]?.timestampMs ?? 0) > timeMs) first -= 1;
  return samples.slice(first);
}
