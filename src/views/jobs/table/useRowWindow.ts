import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useState } from "react";
import { isGroup, itemKey, type ListItem } from "../../../lib/jobGroups.ts";
import { createRowRange } from "./rowRange.ts";
import { createRowSlots } from "./rowSlots.ts";
import type { RowHeights } from "./useSteadyScroll.ts";

/** The page's header and the list's head cover what is under them. */
export const COVERED_PX = 48 + 33;
/** What is drawn beyond the screen at least. */
const OVERSCAN_ROWS = 4;
/** What is found while somebody types is drawn as far as it is seen: at the next key it may be something else. */
const SETTLE_MS = 400;

/** A row to draw. */
export interface WindowRow {
  readonly index: number;
  /** Its element: a row that comes takes that of one that leaves. */
  readonly slot: number;
  /** From the beginning of the list. */
  readonly topPx: number;
}

export interface RowWindow {
  /**
   * In their order, but while they move: elements that change places would cost more than all else. The same array until
   * others are to be drawn, which is not at every step of the scroll.
   */
  readonly rows: readonly WindowRow[];
  readonly heightPx: number;
  readonly isScrolling: boolean;
  /** How much of the list is above the screen, in pixels; 0 or less while its beginning is on the screen. */
  readonly hiddenPx: () => number;
  /** For the element that holds the rows. */
  readonly measure: (element: HTMLElement | null) => void;
  readonly show: (index: number) => void;
}

/** Which rows are on the screen: only those, and the active one, are in the page. */
export function useRowWindow(
  items: readonly ListItem[],
  listKey: string,
  heights: RowHeights,
  activeIndex: number,
): RowWindow {
  const [topPx, setTopPx] = useState(0);
  const measure = useCallback((element: HTMLElement | null) => {
    if (element) setTopPx(element.getBoundingClientRect().top + window.scrollY);
  }, []);
  const [settledKey, setSettledKey] = useState<string>();
  const isNew = settledKey !== listKey;
  useEffect(() => {
    if (!isNew) return undefined;
    const timer = setTimeout(() => setSettledKey(listKey), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [isNew, listKey]);
  const [rangeOf] = useState(createRowRange);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: (index) => {
      const item = items[index];
      return item && isGroup(item) ? heights.groupPx : heights.jobPx;
    },
    // A new function for new rows: that is what makes their heights be asked for again.
    getItemKey: useCallback(
      (index: number) => {
        const item = items[index];
        return item ? itemKey(item) : index;
      },
      [items],
    ),
    overscan: isNew ? 0 : OVERSCAN_ROWS,
    scrollMargin: topPx,
    scrollPaddingStart: COVERED_PX,
    scrollPaddingEnd: heights.jobPx * 2,
    rangeExtractor: (range) => rangeOf(range, activeIndex),
  });
  const [slots] = useState(createRowSlots);
  const shown = virtualizer.getVirtualItems();
  const hasFocus = document.activeElement?.closest("[data-row]") != null;
  const { isScrolling } = virtualizer;
  if (isScrolling && isNew) setSettledKey(listKey);
  const keepsOrder = !isScrolling || hasFocus;
  const rows = useMemo(() => {
    const slotOf = slots.assign(
      listKey,
      shown.map(({ key }) => String(key)),
      hasFocus,
    );
    const placed = shown.map(({ index, start, key }) => ({
      index,
      slot: slotOf.get(String(key)) ?? 0,
      topPx: start - topPx,
    }));
    return keepsOrder ? placed : placed.sort((a, b) => a.slot - b.slot);
  }, [slots, listKey, shown, hasFocus, keepsOrder, topPx]);
  return {
    rows,
    isScrolling,
    heightPx: virtualizer.getTotalSize(),
    hiddenPx: () => (virtualizer.scrollOffset ?? 0) - topPx,
    measure,
    show: useCallback((index) => virtualizer.scrollToIndex(index, { align: "auto" }), [virtualizer]),
  };
}
