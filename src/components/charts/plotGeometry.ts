/** Where in a chart its curves are, in pixels; the frame is drawn by the same numbers. */
export const PLOT = { heightPx: 220, topPx: 8, rightPx: 16, bottomPx: 28, leftPx: 64 } as const;

/** A place in a chart in which there is a curve. */
export interface PlotArea {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The part of a chart of this width that its curves have. */
export function plotArea(widthPx: number): PlotArea {
  return {
    leftPx: PLOT.leftPx,
    topPx: PLOT.topPx,
    widthPx: Math.max(1, widthPx - PLOT.leftPx - PLOT.rightPx),
    heightPx: PLOT.heightPx - PLOT.topPx - PLOT.bottomPx,
  };
}
