/** The spans of time that charts follow, by their name in the address. */
export const CHART_WINDOWS = {
  "1m": { ms: 60_000, shortLabel: "1 min", label: "the last minute" },
  "5m": { ms: 5 * 60_000, shortLabel: "5 min", label: "the last 5 minutes" },
  "15m": { ms: 15 * 60_000, shortLabel: "15 min", label: "the last 15 minutes" },
  "1h": { ms: 3600_000, shortLabel: "1 h", label: "the last hour" },
  all: { ms: Infinity, shortLabel: "All", label: "the whole run" },
} as const;

export type ChartWindow = keyof typeof CHART_WINDOWS;
export const CHART_WINDOW_NAMES = ["1m", "5m", "15m", "1h", "all"] as const satisfies readonly ChartWindow[];

/** The window to begin with: the shortest that shows a run of this length whole. */
export function windowFor(runTimeMs: number): ChartWindow {
  return CHART_WINDOW_NAMES.find((name) => runTimeMs <= CHART_WINDOWS[name].ms) ?? "all";
}
