import { defaultRangeExtractor, useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { useCallback, useState } from "react";
import { isGroup, itemKey, type ListItem } from "../../../lib/jobGroups.ts";
import type { RowHeights } from "./useSteadyScroll.ts";

/** The page's header and the list's head cover what is under them. */
const COVERED_PX = 48 + 33;
const OVERSCAN_ROWS = 8;

export interface RowWindow {
  /** The rows to draw; `start` is within the list. */
  readonly rows: readonly VirtualItem[];
  readonly heightPx: number;
  /** Where the list begins on the page. */
  readonly topPx: number;
  /** For the element that holds the rows. */
  readonly measure: (element: HTMLElement | null) => void;
  readonly show: (index: number) => void;
}

/** Which rows are on the screen: only those, and the active one, are in the page. */
export function useRowWindow(items: readonly ListItem[], heights: RowHeights, activeIndex: number): RowWindow {
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
  return {
    rows: virtualizer.getVirtualItems().map((row) => ({ ...row, start: row.start - topPx })),
    heightPx: virtualizer.getTotalSize(),
    topPx,
    measure,
    show: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
  };
}
