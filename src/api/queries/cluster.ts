import { queryOptions } from "@tanstack/react-query";
import type { UsageGroup } from "../../../contract/usage.ts";
import { ApiError } from "../errors.ts";
import type { JobsClient } from "../jobsClient.ts";

const NOW_REFRESH_MS = 5_000;
const HISTORY_REFRESH_MS = 30_000;
const USAGE_REFRESH_MS = 60_000;
/** As many steps as a wide chart has room for. */
const HISTORY_STEPS = 400;

/** How full the cluster is; null on a platform that does not tell. */
export function clusterQuery(client: JobsClient, refreshMs = NOW_REFRESH_MS) {
  return queryOptions({
    queryKey: ["cluster"] as const,
    queryFn: ({ signal }) => unlessMissing(client.cluster({ signal })),
    refetchInterval: ({ state }) => (state.data === null ? false : refreshMs),
    refetchIntervalInBackground: false,
  });
}

/** How full the cluster was for so long until now; null on a platform that does not tell. */
export function clusterHistoryQuery(client: JobsClient, spanMs: number) {
  return queryOptions({
    queryKey: ["cluster-history", spanMs] as const,
    queryFn: ({ signal }) => {
      const span = { sinceMs: Date.now() - spanMs, steps: HISTORY_STEPS };
      return unlessMissing(client.clusterHistory({ ...span, signal }));
    },
    refetchInterval: ({ state }) => (state.data === null ? false : HISTORY_REFRESH_MS),
    refetchIntervalInBackground: false,
    structuralSharing: false,
  });
}

/** What was used and what it cost in the last days, today included; null on a platform that does not tell. */
export function usageQuery(client: JobsClient, by: UsageGroup, dayCount: number) {
  return queryOptions({
    queryKey: ["usage", by, dayCount] as const,
    queryFn: ({ signal }) => {
      const sinceDay = new Date(Date.now() - (dayCount - 1) * 24 * 3_600_000).toISOString().slice(0, 10);
      return unlessMissing(client.usage({ by, sinceDay, signal }));
    },
    refetchInterval: ({ state }) => (state.data === null ? false : USAGE_REFRESH_MS),
    refetchIntervalInBackground: false,
  });
}

/** Platforms without an address answer in one of these ways. */
const MISSING_STATUSES: readonly (number | undefined)[] = [400, 404, 405, 501];

async function unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && MISSING_STATUSES.includes(error.status)) return null;
    throw error;
  }
}
