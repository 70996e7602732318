import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState, type RefObject } from "react";
import type { LogFeed, LogSnapshot } from "./logFeed.ts";
import { placeAt, scrollTopOf, spaceOf, type ScrollSpace, type TopPlace } from "./scrollSpace.ts";

export interface LogScrollOptions {
  readonly feed: LogFeed;
  readonly snapshot: LogSnapshot;
  /** What an unwrapped row takes. */
  readonly rowPx: number;
  /** How many characters fit into a line if lines are wrapped. */
  readonly wrapAt: number | undefined;
  /** Begins at the end, and stays there. */
  readonly startsAtEnd: boolean;
}

export interface LogScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly layer: RefObject<HTMLDivElement | null>;
  readonly spacePx: number;
  readonly viewPx: number;
  readonly isFollowing: boolean;
  /** Goes to the end and stays there. */
  readonly toEnd: () => void;
  /** Stays where it is. */
  readonly stop: () => void;
  /** Brings a row into view, a third below the top. */
  readonly jumpTo: (index: number) => void;
  /** Brings a row to the top of the window. */
  readonly topTo: (index: number) => void;
  /** The index of the row at the top of the window. */
  readonly topIndex: () => number;
}

/** A step that is longer than so many windows is a jump: it goes to a place, not by a distance. */
const JUMP_VIEWS = 3;
const KEYS_UP = new Set(["ArrowUp", "PageUp", "Home"]);

/** Moves through a log: the rows around the window are drawn in a layer that stays, see scrollSpace.ts. */
export function useLogScroll({ feed, snapshot, rowPx, wrapAt, startsAtEnd }: LogScrollOptions): LogScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const [viewPx, setViewPx] = useState(0);
  const [isFollowing, setFollowing] = useState(startsAtEnd);
  const [tick, redraw] = useReducer((count: number) => count + 1, 0);
  // Between two frames many scroll events may come: each goes on from the one before.
  const place = useRef<TopPlace | "end">(startsAtEnd ? "end" : { index: 0, offsetPx: 0 });
  const topPx = useRef(0);
  const lastScrollTop = useRef(0);
  const isMoving = useRef(false);
  const asked = useRef<{ readonly from: number | "end"; readonly count: number } | undefined>(undefined);
  const [contentPx, setContentPx] = useState<number>();

  const { start, end, rows } = snapshot;
  const isAllDrawn = rows[0]?.index === start && rows.at(-1)?.index === end - 1;
  const bytes = snapshot.sources.reduce((sum, { keptBytes }) => sum + keptBytes, 0);
  const guessedPx = rowPx * (end - start + (wrapAt === undefined ? 0 : bytes / wrapAt));
  const spacePx = spaceOf(isAllDrawn && contentPx !== undefined ? contentPx : guessedPx);
  const space = useMemo<ScrollSpace>(
    () => ({ start, end, rowPx, viewPx, spacePx }),
    [start, end, rowPx, viewPx, spacePx],
  );
  const now = useRef({ space, rows });
  useLayoutEffect(() => {
    now.current = { space, rows };
  });

  const slide = useCallback((px: number) => {
    topPx.current = px;
    // At once: what is scrolled must not wait for a render.
    if (layer.current) layer.current.style.transform = `translateY(${-px}px)`;
  }, []);

  const go = useCallback((next: TopPlace | "end") => {
    place.current = next;
    setFollowing(next === "end");
    redraw();
  }, []);

  /** Asks for the rows around the place, unless those that are there reach far enough. */
  const askForRows = useCallback(() => {
    const views = Math.max(20, Math.ceil(viewPx / rowPx));
    const at = place.current;
    const before = asked.current;
    if (at === "end") {
      const count = views + 12;
      if (before?.from === "end" && before.count === count) return;
      asked.current = { from: "end", count };
    } else {
      const reaches =
        before &&
        before.from !== "end" &&
        before.count === 4 * views &&
        Math.abs(at.index - (before.from + views)) < views / 2;
      if (reaches) return;
      asked.current = { from: Math.max(0, at.index - views), count: 4 * views };
    }
    feed.setWindow(asked.current);
  }, [feed, viewPx, rowPx]);

  const moveBy = useCallback(
    (deltaPx: number) => {
      const { space: current, rows: drawn } = now.current;
      const elements = layer.current?.children;
      const [first, last] = [drawn[0], drawn.at(-1)];
      if (!elements || !first || !last) return;
      const wantedPx = topPx.current + deltaPx;
      const heightPx = layer.current?.offsetHeight ?? 0;
      if (deltaPx > 0 && last.index === current.end - 1 && wantedPx >= heightPx - current.viewPx - 1) {
        slide(Math.max(0, heightPx - current.viewPx));
        go("end");
        return;
      }
      if (wantedPx < 0) {
        const rowsUp = Math.ceil(-wantedPx / current.rowPx);
        const index = Math.max(current.start, first.index - rowsUp);
        slide(0);
        go({ index, offsetPx: index === current.start ? 0 : rowsUp * current.rowPx + wantedPx });
        return;
      }
      slide(wantedPx);
      go(rowAt(elements, wantedPx) ?? { index: last.index, offsetPx: 0 });
    },
    [go, slide],
  );

  const syncBar = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const wanted = scrollTopOf(now.current.space, place.current);
    if (Math.abs(element.scrollTop - wanted) > 1) element.scrollTop = wanted;
    lastScrollTop.current = element.scrollTop;
  }, []);

  // Before the browser paints: the layer goes to where the place is in it.
  useLayoutEffect(() => {
    const [element, view] = [layer.current, scroller.current];
    if (!element || !view || rows.length === 0) return;
    const heightPx = element.offsetHeight;
    const reachesEnd = rows.at(-1)?.index === end - 1;
    const lowestPx = Math.max(0, heightPx - viewPx);
    const at = place.current;
    if (at === "end") {
      if (reachesEnd) slide(lowestPx);
    } else {
      const row = element.querySelector<HTMLElement>(`[data-index="${Math.max(at.index, start)}"]`);
      const wantedPx = row ? row.offsetTop + at.offsetPx : topPx.current;
      slide(Math.max(0, reachesEnd ? Math.min(wantedPx, lowestPx) : wantedPx));
    }
    if (isAllDrawn) setContentPx(heightPx);
    askForRows();
    if (!isMoving.current || at === "end") syncBar();
  }, [rows, start, end, rowPx, viewPx, spacePx, wrapAt, isAllDrawn, tick, askForRows, syncBar, slide]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setViewPx(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const onRest = () => {
      clearTimeout(rest);
      isMoving.current = false;
      syncBar();
    };
    const onScroll = () => {
      const { scrollTop } = element;
      const deltaPx = scrollTop - lastScrollTop.current;
      if (deltaPx === 0) return;
      lastScrollTop.current = scrollTop;
      isMoving.current = true;
      clearTimeout(rest);
      rest = setTimeout(onRest, REST_MS);
      const { space: current } = now.current;
      if (scrollTop <= 0 && deltaPx < -current.viewPx) go({ index: current.start, offsetPx: 0 });
      else if (Math.abs(deltaPx) > JUMP_VIEWS * current.viewPx) go(placeAt(current, scrollTop));
      else moveBy(deltaPx);
      // The bar has come to its end and the text has not: there must be room to go on.
      const isAtEdge = scrollTop <= 0 || scrollTop >= current.spacePx - current.viewPx - 1;
      if (isAtEdge) syncBar();
    };
    const hold = () => {
      if (place.current === "end" && topPx.current > 0) moveBy(-0.01);
    };
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY < 0) hold();
    };
    const onKey = (event: KeyboardEvent) => {
      if (KEYS_UP.has(event.key)) hold();
      if (event.key === "Home") go({ index: now.current.space.start, offsetPx: 0 });
      if (event.key === "End") go("end");
      if (event.key === "Home" || event.key === "End") {
        event.preventDefault();
        syncBar();
      }
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    element.addEventListener("scrollend", onRest, { passive: true });
    element.addEventListener("wheel", onWheel, { passive: true });
    element.addEventListener("keydown", onKey);
    return () => {
      clearTimeout(rest);
      element.removeEventListener("scroll", onScroll);
      element.removeEventListener("scrollend", onRest);
      element.removeEventListener("wheel", onWheel);
      element.removeEventListener("keydown", onKey);
    };
  }, [go, moveBy, syncBar]);

  const stop = useCallback(() => {
    if (place.current === "end") moveBy(-0.01);
  }, [moveBy]);
  const toEnd = useCallback(() => go("end"), [go]);
  const goToRow = useCallback(
    (index: number, offsetPx: number) => {
      isMoving.current = false;
      go({ index: Math.max(now.current.space.start, index), offsetPx });
    },
    [go],
  );
  const topTo = useCallback((index: number) => goToRow(index, 0), [goToRow]);
  // In pixels: of lines that are wrapped nobody knows how many there are above it.
  const jumpTo = useCallback((index: number) => goToRow(index, -now.current.space.viewPx / 3), [goToRow]);
  const topIndex = useCallback(() => {
    const at = place.current;
    if (at !== "end") return at.index;
    return rowAt(layer.current?.children, topPx.current)?.index ?? now.current.space.start;
  }, []);
  return { scroller, layer, spacePx, viewPx, isFollowing, toEnd, stop, jumpTo, topTo, topIndex };
}

/** Browsers that do not tell the end of scrolling are taken to have ended after so long. */
const REST_MS = 150;

/** The row that is drawn at a height of the layer. */
function rowAt(elements: HTMLCollection | undefined, px: number): TopPlace | undefined {
  if (!elements) return undefined;
  let [low, high] = [0, elements.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((elements[middle] as HTMLElement).offsetTop <= px) low = middle;
    else high = middle - 1;
  }
  const row = elements[low] as HTMLElement | undefined;
  return row && { index: Number(row.dataset.index), offsetPx: px - row.offsetTop };
}
