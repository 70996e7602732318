import { useSyncExternalStore } from "react";

const TICK_MS = 1000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for everything on the page that ticks; it rests while nothing does and while the tab is hidden. */
function tick(): void {
  if (document.hidden) return;
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    timer = setInterval(tick, TICK_MS);
    document.addEventListener("visibilitychange", tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    document.removeEventListener("visibilitychange", tick);
  };
}

const standStill = () => () => {};

/**
 * A text that depends on the time of day, asked for once a second; the component renders again only when it changes.
 * @param text gets the present moment in milliseconds since the epoch
 * @param ticking false when the text cannot change any more
 */
export function useTickingText(text: (nowMs: number) => string, ticking = true): string {
  return useSyncExternalStore(ticking ? subscribe : standStill, () => text(Date.now()));
}
