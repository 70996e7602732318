/** Where the platform gets its time from; tests turn a clock by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once that moment has come, at the earliest in a later turn. @returns a function that forgets it */
  at(timeMs: number, callback: () => void): () => void;
}

/** Timers take at most 2^31 - 1 ms; an hour at a time also notices a machine that slept. */
const LONGEST_TIMER_MS = 3_600_000;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at(timeMs, callback) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const restMs = timeMs - Date.now();
      timer = restMs > LONGEST_TIMER_MS ? setTimeout(arm, LONGEST_TIMER_MS) : setTimeout(callback, Math.max(0, restMs));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** Waits for a moment. Rejects with the signal's reason when aborted before. */
export function until(clock: Clock, timeMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const cancel = clock.at(timeMs, () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
    const onAbort = () => {
      cancel();
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
