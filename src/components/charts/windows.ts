/** The spans of time that charts show, by their name in the address. */
export const CHART_WINDOWS = {
  "1m": { ms: 60_000, shortLabel: "1 min", label: "minute" },
  "5m": { ms: 5 * 60_000, shortLabel: "5 min", label: "5 minutes" },
  "15m": { ms: 15 * 60_000, shortLabel: "15 min", label: "15 minutes" },
} as const;

export type ChartWindow = keyof typeof CHART_WINDOWS;

/** Left out of the address. */
export const DEFAULT_CHART_WINDOW: ChartWindow = "5m";
