import { useSyncExternalStore } from "react";

/** A touch of the wheel is not yet a wish to read further down. */
const AT_LEAST_PX = 40;

let isScrolled = false;

// Asked for in the middle of drawing, the window would have to lay the page out to know where it is.
function note(): void {
  isScrolled = window.scrollY > AT_LEAST_PX;
}

function subscribe(listener: () => void): () => void {
  const onScroll = () => {
    note();
    listener();
  };
  note();
  // Before those who draw rows because of it.
  window.addEventListener("scroll", onScroll, { passive: true, capture: true });
  return () => window.removeEventListener("scroll", onScroll, { capture: true });
}

/** Whether the page is scrolled down. */
export function useIsScrolled(): boolean {
  return useSyncExternalStore(subscribe, () => isScrolled);
}
