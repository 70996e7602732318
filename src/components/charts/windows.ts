/** The spans of time that charts show, by their name in the address. */
export const CHART_WINDOWS = {
  "1m": { ms: 60_000, shortLabel: "1 min", label: "minute" },
  "5m": { ms: 5 * 60_000, shortLabel: "5 min", label: "5 minutes" },
  "15m": { ms: 15 * 60_000, shortLabel: "15 min", label: "15 minutes" },
} as const;

export type ChartWindow = keyof typeof CHART_WINDOWS;

/** The window to begin with: the shortest that shows a run of this length whole, and the longest for a longer one. */
export function windowFor(runTimeMs: number): ChartWindow {
  const names = Object.keys(CHART_WINDOWS) as ChartWindow[];
  return names.find((name) => runTimeMs <= CHART_WINDOWS[name].ms) ?? "15m";
}
