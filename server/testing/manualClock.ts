import type { Clock } from "../platform/clock.ts";

/** A clock that a test turns by hand. */
export interface ManualClock extends Clock {
  /** Lets time pass and calls back, in order, whatever became due. */
  advance(ms: number): void;
}

export function createManualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let nowMs = startMs;
  const alarms = new Set<{ timeMs: number; callback: () => void }>();
  return {
    now: () => nowMs,
    at(timeMs, callback) {
      const alarm = { timeMs, callback };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    advance(ms) {
      const targetMs = nowMs + ms;
      for (;;) {
        const due = [...alarms].filter((alarm) => alarm.timeMs <= targetMs).sort((a, b) => a.timeMs - b.timeMs)[0];
        if (!due) break;
        alarms.delete(due);
        nowMs = Math.max(nowMs, due.timeMs);
        due.callback();
      }
      nowMs = targetMs;
    },
  };
}
