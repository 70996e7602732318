import { useEffectEvent, useLayoutEffect, useRef, type RefObject } from "react";
import { itemKey, type ListItem } from "../../../lib/jobGroups.ts";
import { rowHeightPx, topOf, type RowHeights } from "./useSteadyScroll.ts";

/** The row that is to stand where it stood when rows become cards, or cards rows. */
export interface KeptPlace {
  readonly key: string;
  /** How far it was from the top of the window, in pixels. */
  readonly offsetPx: number;
}

/** Holds a place while there are no rows. */
export interface PlaceKeeper {
  readonly keep: (place: KeptPlace | undefined) => void;
  readonly kept: () => KeptPlace | undefined;
}

export function createPlaceKeeper(): PlaceKeeper {
  let last: KeptPlace | undefined;
  return { keep: (place) => (last = place), kept: () => last };
}

/** Rows as they stand in the window. */
export interface PlacedRows {
  readonly items: readonly ListItem[];
  readonly heights: RowHeights;
  readonly activeIndex: number;
}

/** What of the window shows rows, from its top, in pixels. */
export interface Screen {
  readonly topPx: number;
  readonly bottomPx: number;
}

/**
 * Goes on where the list was when its rows are made anew in another height: their pixels are other ones, so that the
 * window would show other jobs, and lose the active one.
 * @param keeper outlives the rows
 * @param hiddenPx how much of the list is above the window
 * @param coveredPx what of the window's top is never rows
 * @returns a ref for the element that holds the rows
 */
export function useKeptPlace(
  rows: PlacedRows,
  keeper: PlaceKeeper,
  hiddenPx: () => number,
  coveredPx: number,
): RefObject<HTMLDivElement | null> {
  const body = useRef<HTMLDivElement>(null);
  const screen = () => ({ topPx: coveredPx, bottomPx: window.innerHeight });
  const leave = useEffectEvent(() => {
    keeper.keep(placeToKeep(rows, hiddenPx(), screen()));
  });
  const arrive = useEffectEvent(() => {
    const kept = keeper.kept();
    const rowPx = kept && offsetPx(rows, kept, screen());
    if (rowPx === undefined || !body.current) return;
    window.scrollTo({ top: body.current.getBoundingClientRect().top + window.scrollY + rowPx, behavior: "instant" });
  });
  useLayoutEffect(() => {
    arrive();
    return () => leave();
  }, []);
  return body;
}

/** The active row where it is on the screen, else the first one there; undefined while the list's beginning is. */
export function placeToKeep(rows: PlacedRows, hiddenPx: number, { topPx, bottomPx }: Screen): KeptPlace | undefined {
  const { items, heights, activeIndex } = rows;
  let rowPx = -hiddenPx;
  let first: KeptPlace | undefined;
  for (const [index, item] of items.entries()) {
    if (rowPx >= bottomPx) break;
    const isSeen = rowPx + rowHeightPx(item, heights) > topPx;
    if (isSeen && index > 0 && index === activeIndex) return { key: itemKey(item), offsetPx: rowPx };
    if (isSeen && hiddenPx > 0) first ??= { key: itemKey(item), offsetPx: rowPx };
    rowPx += rowHeightPx(item, heights);
  }
  return first;
}

/** How far the window's top has to be below the list's, so that the kept row is where it was, and all of it is seen. */
export function offsetPx({ items, heights }: PlacedRows, kept: KeptPlace, screen: Screen): number | undefined {
  const rowPx = topOf(kept.key, items, heights);
  if (rowPx === undefined) return undefined;
  return rowPx - Math.max(screen.topPx, Math.min(kept.offsetPx, screen.bottomPx - heights.jobPx));
}
