import { useCallback, useEffect, useRef, useState, type RefObject } from "react";

/** Rounding of browsers that zoom. */
const END_TOLERANCE_PX = 4;
const KEYS_UP = new Set(["ArrowUp", "PageUp", "Home"]);

export interface Follow {
  readonly isFollowing: boolean;
  /** Goes to the end and stays there. */
  readonly toEnd: () => void;
  /** Stays where it is. */
  readonly stop: () => void;
  /** Goes to the end if it follows. To be called in a layout effect whenever there may be more. */
  readonly keepUp: () => void;
}

function isAtEnd(distancePx: number): boolean {
  return distancePx <= END_TOLERANCE_PX;
}

/** Keeps a scrolled element at its end while content comes in, until the reader goes up; back at the end it goes on. */
export function useFollow(elementRef: RefObject<HTMLElement | null>): Follow {
  const [isFollowing, setFollowing] = useState(true);
  // Read between a gesture and the render it leads to, so that no new line pulls the reader back in between.
  const follows = useRef(true);
  const lastTop = useRef(0);
  const set = useCallback((next: boolean) => {
    follows.current = next;
    setFollowing(next);
  }, []);
  const keepUp = useCallback(() => {
    const scrolled = elementRef.current;
    if (!scrolled || !follows.current) return;
    scrolled.scrollTop = scrolled.scrollHeight;
    lastTop.current = scrolled.scrollTop;
  }, [elementRef]);

  useEffect(() => {
    const scrolled = elementRef.current;
    if (!scrolled) return;
    const canGoUp = () => scrolled.scrollTop > 0;
    const onScroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = scrolled;
      // An unchanged place is the echo of our own scrolling, which must not undo a gesture that came in between.
      if (scrollTop < lastTop.current) set(false);
      else if (scrollTop > lastTop.current && isAtEnd(scrollHeight - clientHeight - scrollTop)) set(true);
      lastTop.current = scrollTop;
    };
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY < 0 && canGoUp()) set(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (KEYS_UP.has(event.key) && canGoUp()) set(false);
      if (event.key === "End") set(true);
    };
    scrolled.addEventListener("scroll", onScroll, { passive: true });
    scrolled.addEventListener("wheel", onWheel, { passive: true });
    scrolled.addEventListener("keydown", onKey);
    return () => {
      scrolled.removeEventListener("scroll", onScroll);
      scrolled.removeEventListener("wheel", onWheel);
      scrolled.removeEventListener("keydown", onKey);
    };
  }, [elementRef, set]);

  return { isFollowing, toEnd: () => set(true), stop: () => set(false), keepUp };
}
