import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** Rounding of browsers that zoom. */
const END_TOLERANCE_PX = 4;
const KEYS_UP = new Set(["ArrowUp", "PageUp", "Home"]);

export interface Follow {
  readonly isFollowing: boolean;
  /** Goes to the end and stays there. */
  readonly toEnd: () => void;
  /** Stays where it is. */
  readonly stop: () => void;
}

/**
 * Keeps a scrolled element at its end while content comes in, until the reader goes up; back at the end it goes on.
 * @param content changes whenever the element's content may have grown
 */
export function useFollow(elementRef: RefObject<HTMLElement | null>, content: unknown): Follow {
  const [isFollowing, setFollowing] = useState(true);
  // Read between a gesture and the render it leads to, so that no new line pulls the reader back in between.
  const follows = useRef(true);
  const set = (next: boolean) => {
    follows.current = next;
    setFollowing(next);
  };

  useLayoutEffect(() => {
    if (follows.current && elementRef.current) elementRef.current.scrollTop = elementRef.current.scrollHeight;
  }, [elementRef, content, isFollowing]);

  useEffect(() => {
    const scrolled = elementRef.current;
    if (!scrolled) return;
    let lastTop = scrolled.scrollTop;
    const change = (next: boolean) => {
      follows.current = next;
      setFollowing(next);
    };
    const canGoUp = () => scrolled.scrollTop > 0;
    const onScroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = scrolled;
      if (scrollHeight - clientHeight - scrollTop <= END_TOLERANCE_PX) change(true);
      else if (scrollTop < lastTop) change(false);
      lastTop = scrollTop;
    };
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY < 0 && canGoUp()) change(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (KEYS_UP.has(event.key) && canGoUp()) change(false);
      if (event.key === "End") change(true);
    };
    scrolled.addEventListener("scroll", onScroll, { passive: true });
    scrolled.addEventListener("wheel", onWheel, { passive: true });
    scrolled.addEventListener("keydown", onKey);
    return () => {
      scrolled.removeEventListener("scroll", onScroll);
      scrolled.removeEventListener("wheel", onWheel);
      scrolled.removeEventListener("keydown", onKey);
    };
  }, [elementRef]);

  return { isFollowing, toEnd: () => set(true), stop: () => set(false) };
}
