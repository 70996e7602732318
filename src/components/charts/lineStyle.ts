/** How the curve of one of several jobs is drawn. */
export interface LineStyle {
  readonly color: string;
  readonly dash: string | undefined;
}

const COLORS = 8;
/** From here on curves are dashed too: eight colours alone are hard to tell apart. */
const DASHED_FROM = 4;

/** The style of the curve at a place; the same for as long as the job keeps its place. */
export function lineStyle(place: number): LineStyle {
  const index = place % COLORS;
  return { color: `var(--jd-series-${index + 1})`, dash: index >= DASHED_FROM ? "5 3" : undefined };
}
