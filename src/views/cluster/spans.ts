import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { clusterHistoryQuery } from "../../api/queries/cluster.ts";
import { useClient } from "../../components/ClientContext.ts";

const HOUR_MS = 3_600_000;

/** How much of the past curves show, by its name in the address. */
export const SPANS = {
  "1h": { ms: HOUR_MS, shortLabel: "1 h", label: "the last hour" },
  "24h": { ms: 24 * HOUR_MS, shortLabel: "24 h", label: "the last day" },
  "7d": { ms: 7 * 24 * HOUR_MS, shortLabel: "7 d", label: "the last 7 days" },
  "30d": { ms: 30 * 24 * HOUR_MS, shortLabel: "30 d", label: "the last 30 days" },
} as const;
export type ClusterSpan = keyof typeof SPANS;

const route = getRouteApi("/app/cluster");

/** The span that the address names; else a day, or an hour where no more than that is known. */
export function useSpan() {
  const { span: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const day = useQuery({ ...clusterHistoryQuery(useClient(), SPANS["24h"].ms), enabled: chosen === undefined });
  const knownMs = day.dataUpdatedAt - (day.data?.timestampsMs[0] ?? 0);
  const span: ClusterSpan = chosen ?? (knownMs <= SPANS["1h"].ms ? "1h" : "24h");
  const setSpan = (next: ClusterSpan) =>
    void navigate({ search: (before) => ({ ...before, span: next }), replace: true, resetScroll: false });
  return { span, setSpan };
}
