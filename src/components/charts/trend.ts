/** The values of all series at one moment; null and undefined draw a gap. */
export interface TrendPoint {
  readonly timeMs: number;
  readonly values: readonly (number | null | undefined)[];
}

export interface TrendSeries {
  readonly name: string;
  /** A CSS colour. */
  readonly color: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const STEPS_MS = [10 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS];
const MOST_TICKS = 5;

/** Round moments of the reader's own day between two others, few enough to be read. */
export function clockTicks(fromMs: number, toMs: number): number[] {
  const spanMs = toMs - fromMs;
  const stepMs = STEPS_MS.find((step) => spanMs / step <= MOST_TICKS) ?? 7 * DAY_MS;
  const zoneMs = new Date(toMs).getTimezoneOffset() * MINUTE_MS;
  const first = Math.ceil((fromMs - zoneMs) / stepMs) * stepMs + zoneMs;
  return Array.from(
    { length: Math.max(0, Math.floor((toMs - first) / stepMs) + 1) },
    (_, index) => first + index * stepMs,
  );
}

/** A moment on an axis of some length: the time within a day, the day beyond it; both where it is to be exact. */
export function formatClock(timeMs: number, spanMs: number, isExact = false): string {
  const date = new Date(timeMs);
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (spanMs <= DAY_MS) return time;
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return isExact ? `${day}, ${time}` : day;
}

/**
 * Puts curves of equal length side by side, with a gap wherever steps are missing.
 * @param timestampsMs where each step begins, oldest first
 */
export function trendPoints(
  timestampsMs: readonly number[],
  stepMs: number,
  curves: readonly (readonly (number | null)[])[],
): TrendPoint[] {
  return timestampsMs.flatMap((timeMs, index) => {
    const point = { timeMs, values: curves.map((curve) => curve[index]) };
    const beforeMs = timestampsMs[index - 1];
    const isAfterGap = beforeMs !== undefined && timeMs - beforeMs > 1.5 * stepMs;
    return isAfterGap ? [{ timeMs: beforeMs + stepMs, values: curves.map(() => null) }, point] : [point];
  });
}
