import { useQueries } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import type { Job } from "../../../contract/job.ts";
import type { TelemetryHistory } from "../../../contract/telemetryHistory.ts";
import type { JobsClient } from "../../api/jobsClient.ts";
import { telemetryQuery, type HistorySpan } from "../../api/queries/telemetry.ts";
import { joinTelemetry, type Piece } from "../../lib/telemetry/joinTelemetry.ts";
import { telemetryFeed, type TelemetryFeed, type TelemetrySnapshot } from "../../state/telemetry.ts";
import { useClient } from "../ClientContext.ts";

/** What is known of a job's telemetry. */
export interface JobTelemetry {
  readonly job: Job;
  readonly live: TelemetrySnapshot;
  /** What the platform has kept; null where it keeps nothing, undefined while it is read. */
  readonly history: TelemetryHistory | null | undefined;
  /** Why what was kept cannot be read. */
  readonly historyError: Error | null;
  readonly pieces: readonly Piece[];
  readonly retry: () => void;
}

/**
 * Telemetry of several jobs: what was kept, and what is measured while the component is there.
 * @param spanOf which part of the kept is wanted; the same until another one is
 */
export function useTelemetry(jobs: readonly Job[], spanOf: (job: Job) => HistorySpan): readonly JobTelemetry[] {
  const client = useClient();
  const ids = jobs.map((job) => job.id).join();
  const feed = useMemo(() => joinFeeds(client, ids === "" ? [] : ids.split(",")), [client, ids]);
  const snapshots = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  const histories = useQueries({ queries: jobs.map((job) => telemetryQuery(client, job, spanOf(job))) });
  return jobs.flatMap((job, index) => {
    const live = snapshots[index];
    const kept = histories[index];
    if (!live || !kept) return [];
    const history = kept.data;
    return [
      {
        ...{ job, live, history, historyError: kept.error },
        pieces: joinTelemetry(history ?? undefined, live.samples),
        retry: () => {
          feed.feeds[index]?.retryNow();
          if (kept.isError) void kept.refetch();
        },
      },
    ];
  });
}

interface JoinedFeed {
  readonly feeds: readonly TelemetryFeed[];
  getSnapshot(this: void): readonly TelemetrySnapshot[];
  subscribe(this: void, listener: () => void): () => void;
}

/** Several feeds as one store: the same snapshot until one of them has another. */
function joinFeeds(client: JobsClient, ids: readonly string[]): JoinedFeed {
  const feeds = ids.map((id) => telemetryFeed(client, id));
  let snapshot: readonly TelemetrySnapshot[] = [];
  return {
    feeds,
    getSnapshot() {
      const next = feeds.map((feed) => feed.getSnapshot());
      if (next.length !== snapshot.length || next.some((one, index) => one !== snapshot[index])) snapshot = next;
      return snapshot;
    },
    subscribe(listener) {
      const stops = feeds.map((feed) => feed.subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
