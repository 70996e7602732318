import type { HistorySpan } from "../../api/queries/telemetry.ts";
import type { ChartView } from "./timeAxis.ts";

/** Which part of what the platform has kept a view by the clock needs. */
export function historySpanOf({ window, range }: ChartView): HistorySpan {
  return range ?? (window === "all" ? "all" : "last hour");
}

/** The same for a view that counts from a job's own start. */
export function historySpanFromStart({ window, range }: ChartView, startMs: number, windowMs: number): HistorySpan {
  if (range) return { fromMs: startMs + range.fromMs, toMs: startMs + range.toMs };
  return window === "all" ? "all" : { fromMs: startMs, toMs: startMs + windowMs };
}
