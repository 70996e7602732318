import { useSyncExternalStore } from "react";

/** A touch of the wheel is not yet a wish to read further down. */
const AT_LEAST_PX = 40;

function subscribe(listener: () => void): () => void {
  window.addEventListener("scroll", listener, { passive: true });
  return () => window.removeEventListener("scroll", listener);
}

/** Whether the page is scrolled down. */
export function useIsScrolled(): boolean {
  return useSyncExternalStore(subscribe, () => window.scrollY > AT_LEAST_PX);
}
