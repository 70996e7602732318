import * as z from "zod/mini";
import type { ChartView } from "./timeAxis.ts";
import { CHART_WINDOW_NAMES, type ChartWindow } from "./windows.ts";

/** What charts show, as search parameters of their page. */
export const chartSearch = {
  /** The span of time that charts follow; absent: what fits. */
  window: z.catch(z.optional(z.enum(CHART_WINDOW_NAMES)), undefined),
  /** Both: a span that stands still, in milliseconds since the epoch. */
  from: z.catch(z.optional(z.number()), undefined),
  to: z.catch(z.optional(z.number()), undefined),
};

export interface ChartSearch {
  readonly window?: ChartWindow | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** The view that an address names. */
export function viewOf({ window, from, to }: ChartSearch, fitting: ChartWindow): ChartView {
  const range = from !== undefined && to !== undefined && from < to ? { fromMs: from, toMs: to } : undefined;
  return { window: window ?? fitting, range };
}

/** The address's part of a view. */
export function viewSearch({ window, range }: ChartView): ChartSearch {
  return range ? { window, from: range.fromMs, to: range.toMs } : { window };
}
