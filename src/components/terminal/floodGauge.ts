/** Knows whether a terminal prints faster than anybody reads. */
export interface FloodGauge {
  /** Output has come. */
  came(this: void, bytes: number): void;
  /** Somebody looks closely: for that long nothing counts as a flood. */
  attend(this: void, ms: number): void;
  readonly isFlood: boolean;
}

/** How fast what was printed is forgotten, and how much of it is a flood. */
const MEMORY_MS = 100;
const FLOOD_BYTES = 128 * 1024;

/** @param now milliseconds of a clock that never goes back */
export function createFloodGauge(now: () => number = () => performance.now()): FloodGauge {
  let recentBytes = 0;
  let lastAtMs = -Infinity;
  let attentiveUntilMs = -Infinity;

  const rememberedAt = (atMs: number) => recentBytes * Math.exp((lastAtMs - atMs) / MEMORY_MS);

  return {
    came(bytes) {
      const atMs = now();
      recentBytes = rememberedAt(atMs) + bytes;
      lastAtMs = atMs;
    },
    attend(ms) {
      attentiveUntilMs = Math.max(attentiveUntilMs, now() + ms);
    },
    get isFlood() {
      const atMs = now();
      return atMs >= attentiveUntilMs && rememberedAt(atMs) >= FLOOD_BYTES;
    },
  };
}
