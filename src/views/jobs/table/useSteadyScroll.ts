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
 */
export function useSteadyScroll(
  items: readonly ListItem[],
  listKey: string,
  heights: RowHeights,
  listTopPx: number,
): void {
  const before = useRef({ items, listKey });
  useLayoutEffect(() => {
    const last = before.current;
    before.current = { items, listKey };
    if (last.listKey !== listKey) return;
    const shiftPx = rowShiftPx(last.items, items, window.scrollY - listTopPx, heights);
    if (shiftPx !== 0) window.scrollBy({ top: shiftPx, behavior: "instant" });
  }, [items, listKey, heights, listTopPx]);
}

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
  const tops = new Map<string, number>();
  eachTop(after, heights, (key, topPx) => tops.set(key, topPx));
  let shift: number | undefined;
  eachTop(before, heights, (key, topPx, heightPx) => {
    if (shift !== undefined || topPx + heightPx <= hiddenPx) return;
    const now = tops.get(key);
    if (now !== undefined) shift = now - topPx;
  });
  return shift ?? 0;
}

function eachTop(
  items: readonly ListItem[],
  heights: RowHeights,
  visit: (key: string, topPx: number, heightPx: number) => void,
): void {
  let topPx = 0;
  for (const item of items) {
    const heightPx = isGroup(item) ? heights.groupPx : heights.jobPx;
    visit(itemKey(item), topPx, heightPx);
    topPx += heightPx;
  }
}
