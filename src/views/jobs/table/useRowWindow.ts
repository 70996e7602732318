import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useState } from "react";
import { isGroup, itemKey, type ListItem } from "../../../lib/jobGroups.ts";
import { createRowSlots } from "./rowSlots.ts";
import type { RowHeights } from "./useSteadyScroll.ts";

/** The page's header and the list's head cover what is under them. */
const COVERED_PX = 48 + 33;
const OVERSCAN_ROWS = 4;

/** A row to draw. */
export interface WindowRow {
  readonly index: number;
  /** Its element: a row that comes takes that of one that leaves. */
  readonly slot: number;
  /** From the beginning of the list. */
  readonly topPx: number;
}

export interface RowWindow {
  /** In their order, but while they move: elements that change places would cost more than all else. */
  readonly rows: readonly WindowRow[];
  readonly heightPx: number;
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
    overscan: OVERSCAN_ROWS,
    scrollMargin: topPx,
    scrollPaddingStart: COVERED_PX,
    scrollPaddingEnd: heights.jobPx * 2,
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range);
      // The keyboard's row is named by the grid wherever it is, so that it must exist.
      const isFar = activeIndex < items.length && !rows.includes(activeIndex);
      return isFar ? [...rows, activeIndex].sort((a, b) => a - b) : rows;
    },
  });
  const [slots] = useState(createRowSlots);
  const shown = virtualizer.getVirtualItems();
  const hasFocus = document.activeElement?.closest("[data-row]") != null;
  const slotOf = slots.assign(
    listKey,
    shown.map(({ key }) => String(key)),
    hasFocus,
  );
  const rows = shown.map(({ index, start, key }) => ({
    index,
    slot: slotOf.get(String(key)) ?? 0,
    topPx: start - topPx,
  }));
  return {
    rows: virtualizer.isScrolling && !hasFocus ? rows.sort((a, b) => a.slot - b.slot) : rows,
    heightPx: virtualizer.getTotalSize(),
    hiddenPx: () => (virtualizer.scrollOffset ?? 0) - topPx,
    measure,
    show: useCallback((index) => virtualizer.scrollToIndex(index, { align: "auto" }), [virtualizer]),
  };
}
