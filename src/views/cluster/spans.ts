import { getRouteApi } from "@tanstack/react-router";

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

/** The chosen span, a day unless the address names another. */
export function useSpan() {
  const { span: chosen } = route.useSearch();
  const span: ClusterSpan = chosen ?? "24h";
  const navigate = route.useNavigate();
  const setSpan = (next: ClusterSpan) =>
    void navigate({
      search: (before) => ({ ...before, span: next === "24h" ? undefined : next }),
      replace: true,
      resetScroll: false,
    });
  return { span, setSpan };
}
