import { clusterState } from "../../contract/cluster.ts";
import { clusterHistory } from "../../contract/clusterHistory.ts";
import { usageReport } from "../../contract/usage.ts";
import type { Http } from "./http.ts";
import type { JobsClient, TelemetryHistoryOptions } from "./jobsClient.ts";

/** What our own platform tells of the cluster as a whole; `not-found` on others. */
export function clusterCalls(http: Http): Pick<JobsClient, "cluster" | "clusterHistory" | "usage"> {
  return {
    cluster: ({ signal } = {}) => http.read({ path: "/cluster", signal }, clusterState, "cluster"),
    clusterHistory: ({ signal, ...span } = {}) =>
      http.read({ path: "/cluster/history", query: spanQuery(span), signal }, clusterHistory, "cluster history"),
    usage: ({ by, sinceDay, untilDay, signal }) => {
      const query = new URLSearchParams({ by });
      if (sinceDay !== undefined) query.set("since", sinceDay);
      if (untilDay !== undefined) query.set("until", untilDay);
      return http.read({ path: "/usage", query, signal }, usageReport, "usage");
    },
  };
}

/** A span of time and its grain, as the platform's histories take them. */
export function spanQuery({ sinceMs, untilMs, steps }: TelemetryHistoryOptions): URLSearchParams {
  const query = new URLSearchParams();
  if (sinceMs !== undefined) query.set("since", new Date(sinceMs).toISOString());
  if (untilMs !== undefined) query.set("until", new Date(untilMs).toISOString());
  if (steps !== undefined) query.set("steps", String(steps));
  return query;
}
