/** A reason to try again now instead of waiting any longer. */
export type WakeUp = "online" | "visible";

/** What live streams need of the world around them; injected, so that tests decide about time and chance. */
export interface StreamEnvironment {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0..1 */
  readonly random: () => number;
  /** Calls back once after `delayMs`. @returns what cancels it */
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  /** Tells when the network came back or the page is looked at again. @returns what unsubscribes */
  readonly onWakeUp: (listener: (wakeUp: WakeUp) => void) => () => void;
}

/** The environment of a browser page. */
export const browserEnvironment: StreamEnvironment = {
  now: Date.now,
  random: Math.random,
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  onWakeUp(listener) {
    const online = () => listener("online");
    const visible = () => {
      if (document.visibilityState === "visible") listener("visible");
    };
    window.addEventListener("online", online);
    document.addEventListener("visibilitychange", visible);
    return () => {
      window.removeEventListener("online", online);
      document.removeEventListener("visibilitychange", visible);
    };
  },
};
