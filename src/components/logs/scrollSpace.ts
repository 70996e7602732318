/**
 * How a log of any length stands in a scrolled element: an element cannot be higher than some ten million pixels, and
 * the heights of wrapped lines are known only once they are drawn. So the scroll bar tells a place in proportion, and
 * what is read moves by exactly what was scrolled.
 */

/** The highest element that is asked for, in pixels; browsers allow a little more, divided by the zoom. */
export const MAX_SPACE_PX = 8_000_000;

export interface ScrollSpace {
  /** Indices of the first row and behind the last. */
  readonly start: number;
  readonly end: number;
  /** What a row takes if it is not wrapped. */
  readonly rowPx: number;
  /** Of the window. */
  readonly viewPx: number;
  /** Of the element that is scrolled. */
  readonly spacePx: number;
}

/** A row and how many of its pixels are above the window; negative: how far below the top it begins. */
export interface TopPlace {
  readonly index: number;
  readonly offsetPx: number;
}

/** How high the scrolled element is, by how high all rows are, or are guessed to be. */
export function spaceOf(contentPx: number): number {
  return Math.max(0, Math.min(MAX_SPACE_PX, contentPx));
}

/** Which row is at the top of the window when the bar is at `scrollTop`; "end" at its end. */
export function placeAt(space: ScrollSpace, scrollTop: number): TopPlace | "end" {
  const rangePx = space.spacePx - space.viewPx;
  if (scrollTop >= rangePx - 1) return "end";
  const row = (scrollTop / rangePx) * topRows(space);
  const whole = Math.floor(row);
  return { index: space.start + whole, offsetPx: (row - whole) * space.rowPx };
}

/** Where the bar is when a row is at the top of the window. */
export function scrollTopOf(space: ScrollSpace, place: TopPlace | "end"): number {
  const rangePx = Math.max(0, space.spacePx - space.viewPx);
  if (place === "end") return rangePx;
  const row = place.index - space.start + Math.min(1, place.offsetPx / space.rowPx);
  // Not the very end: that would mean to follow.
  return Math.max(0, Math.min(rangePx - 2, (row / topRows(space)) * rangePx));
}

/** How many rows can be at the top of the window. */
function topRows({ start, end, rowPx, viewPx }: ScrollSpace): number {
  return Math.max(1, end - start - viewPx / rowPx);
}
