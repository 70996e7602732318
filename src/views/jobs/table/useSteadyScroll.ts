import { useLayoutEffect, useRef } from "react";
import { isGroup, itemKey, type ListItem } from "../../../lib/jobGroups.ts";

/** How high rows are, in pixels. */
export interface RowHeights {
  readonly jobPx: number;
  readonly groupPx: number;
}

/**
 * Keeps the rows that the user reads where they are when others appear or vanish above them.
 * @param listKey names what the list shows; with another filter or order it is another list
 * @param hiddenPx how much of the list is above the screen, as {@link rowShiftPx} takes it; asked only when it matters
 */
export function useSteadyScroll(
  items: readonly ListItem[],
  listKey: string,
  heights: RowHeights,
  hiddenPx: () => number,
): void {
  const before = useRef({ items, listKey });
  useLayoutEffect(() => {
    const last = before.current;
    before.current = { items, listKey };
    if (last.listKey !== listKey || last.items === items) return;
    const shiftPx = rowShiftPx(last.items, items, hiddenPx(), heights);
    if (shiftPx !== 0) window.scrollBy({ top: shiftPx, behavior: "instant" });
  });
}

/** How many rows that have vanished are passed over before the place is given up. */
const MOST_VANISHED = 100;

/**
 * By how many pixels the first row on the screen has moved.
 * @param hiddenPx how much of the list was above the screen; 0 or less while its beginning is on the screen, where new
 * rows are to be seen
 */
export function rowShiftPx(
  before: readonly ListItem[],
  after: readonly ListItem[],
  hiddenPx: number,
  heights: RowHeights,
): number {
  if (before === after || hiddenPx <= 0) return 0;
  let topPx = 0;
  let vanished = 0;
  for (const item of before) {
    const bottomPx = topPx + rowHeightPx(item, heights);
    if (bottomPx > hiddenPx) {
      const now = topOf(itemKey(item), after, heights);
      if (now !== undefined) return now - topPx;
      vanished += 1;
      if (vanished > MOST_VANISHED) return 0;
    }
    topPx = bottomPx;
  }
  return 0;
}

/** Where a row is in the list, in pixels from its beginning; undefined where it is not in it. */
export function topOf(key: string, items: readonly ListItem[], heights: RowHeights): number | undefined {
  let topPx = 0;
  for (const item of items) {
    if (itemKey(item) === key) return topPx;
    topPx += rowHeightPx(item, heights);
  }
  return undefined;
}

/** How high a row is, in pixels. */
export function rowHeightPx(item: ListItem, { jobPx, groupPx }: RowHeights): number {
  return isGroup(item) ? groupPx : jobPx;
}
