import type { ChartWindow } from "./windows.ts";
import { CHART_WINDOWS } from "./windows.ts";
import { formatAge } from "./ticks.ts";

/** A mark of the time axis, as far from the axis's begin as it stands. */
export interface TimeTick {
  readonly offsetMs: number;
  readonly label: string;
}

/** The span of time that charts show, and its marks. */
export interface TimeAxis {
  readonly fromMs: number;
  readonly toMs: number;
  readonly ticks: readonly TimeTick[];
}

/** What charts show: a window that follows the present, or a span that stands still. */
export interface ChartView {
  readonly window: ChartWindow;
  readonly range?: { readonly fromMs: number; readonly toMs: number } | undefined;
}

/** What there is to show. */
export interface RunSpan {
  readonly startMs: number;
  /** The present, or the end of what has ended. */
  readonly endMs: number;
  /** Whether the end goes on: then marks of a window say how long ago. */
  readonly isLive: boolean;
}

/** What a view shows, moved by a part of its length: before 0 towards the past. */
export function pannedBy(
  { fromMs, toMs }: TimeAxis,
  share: number,
): { readonly fromMs: number; readonly toMs: number } {
  const byMs = Math.round((toMs - fromMs) * share);
  return { fromMs: Math.round(fromMs) + byMs, toMs: Math.round(toMs) + byMs };
}

/** How the axis counts: by the clock, or from a job's own start. */
export type Clock = "clock" | "start";

const SHORTEST_MS = 1000;

/** The axis of a view. By the clock a window is what was last; from the start, what was first. */
export function timeAxisOf(view: ChartView, run: RunSpan, clock: Clock = "clock"): TimeAxis {
  if (view.range) {
    const { fromMs, toMs } = view.range;
    return withTicks(fromMs, Math.max(toMs, fromMs + SHORTEST_MS), clock);
  }
  const windowMs = CHART_WINDOWS[view.window].ms;
  if (clock === "start") {
    return withTicks(0, windowMs === Infinity ? roomyMs(run.endMs - run.startMs) : windowMs, clock);
  }
  if (windowMs === Infinity) {
    const lengthMs = Math.max(run.endMs - run.startMs, SHORTEST_MS);
    return withTicks(run.startMs, run.startMs + (run.isLive ? roomyMs(lengthMs) : lengthMs), clock);
  }
  const fromMs = run.endMs - windowMs;
  return run.isLive ? { fromMs, toMs: run.endMs, ticks: agesOf(windowMs) } : withTicks(fromMs, run.endMs, clock);
}

/** A little more than a length, so that an axis need not grow every second. */
function roomyMs(lengthMs: number): number {
  const stepMs = stepFor(Math.max(lengthMs, 60_000) / 20);
  return (Math.floor(lengthMs / stepMs) + 1) * stepMs;
}

function agesOf(windowMs: number): TimeTick[] {
  const parts = windowMs > 15 * 60_000 ? 4 : windowMs > 5 * 60_000 ? 3 : windowMs > 60_000 ? 5 : 4;
  return Array.from({ length: parts + 1 }, (_, index) => {
    const offsetMs = (index * windowMs) / parts;
    return { offsetMs, label: formatAge(windowMs - offsetMs) };
  });
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SECONDS = [1, 2, 5, 10, 15, 30].map((count) => count * 1000);
const STEPS = [
  ...SECONDS,
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10, 20, 50].map((count) => count * DAY),
];
const MOST_TICKS = 6;

/** The smallest round step that is at least so long. */
function stepFor(leastMs: number): number {
  return STEPS.find((step) => step >= leastMs) ?? Math.ceil(leastMs / DAY) * DAY;
}

function withTicks(fromMs: number, toMs: number, clock: Clock): TimeAxis {
  const stepMs = stepFor((toMs - fromMs) / MOST_TICKS);
  // Round times are round where people are: hours and days begin by the local clock.
  const zoneMs = clock === "clock" ? new Date(fromMs).getTimezoneOffset() * MINUTE : 0;
  const label = clock === "clock" ? clockLabel : elapsedLabel;
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil((fromMs - zoneMs) / stepMs) * stepMs + zoneMs; at <= toMs; at += stepMs) {
    ticks.push({ offsetMs: at - fromMs, label: label(at, stepMs) });
  }
  return { fromMs, toMs, ticks };
}

// Made once: a formatter costs far more than what it formats.
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const MINUTES = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

function clockLabel(timeMs: number, stepMs: number): string {
  if (stepMs < MINUTE) return TIME.format(timeMs);
  const minutes = MINUTES.format(timeMs);
  return stepMs >= DAY || minutes === "00:00" ? DATE.format(timeMs) : minutes;
}

/** Writes a time since the start with as much as is not zero: `0 s`, `90 s` is `1m 30s`. */
export function elapsedLabel(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return `${ms < 0 ? "−" : ""}${words.slice(0, 2).join(" ") || "0s"}`;
}

/** A moment of the axis, exact to the second; with its day where it is not today's. */
export function momentLabel(timeMs: number, clock: Clock, todayMs: number): string {
  if (clock === "start") return `${elapsedLabel(timeMs)} after the start`;
  const time = TIME.format(timeMs);
  const date = DATE.format(timeMs);
  return date === DATE.format(todayMs) ? time : `${date} ${time}`;
}
