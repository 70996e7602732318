import { isFinished } from "../../../contract/status.ts";
import type { JobRecord } from "../jobRecord.ts";

/** A span of time, in milliseconds since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a job used on one day. */
export interface DayCharge {
  /** Days since the epoch, UTC. */
  readonly day: number;
  readonly runSeconds: number;
  /** Of cores held, busy or not. */
  readonly cpuSeconds: number;
  readonly gpuSeconds: number;
  readonly credits: number;
}

const DAY_MS = 24 * 3_600_000;

/** The UTC day of a moment, counted from the epoch. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}

/**
 * When a job held its resources, from `sinceMs` on: from its first start to its end without what it was suspended, as
 * its run time is counted. A job that has not ended holds them until `untilMs`.
 */
export function chargedSpans(job: JobRecord, sinceMs: number, untilMs: number): Span[] {
  const { startedAtMs, transitions } = job;
  if (startedAtMs === undefined) return [];
  return transitions.flatMap(({ status, timeMs }, index) => {
    if (status === "suspended" || isFinished(status)) return [];
    const fromMs = Math.max(timeMs, sinceMs, startedAtMs);
    const toMs = transitions[index + 1]?.timeMs ?? untilMs;
    return toMs > fromMs ? [{ fromMs, toMs }] : [];
  });
}

/** What spans of a job cost, day by day. */
export function chargesOf(job: JobRecord, spans: readonly Span[]): DayCharge[] {
  const secondsByDay = new Map<number, number>();
  for (const { fromMs, toMs } of spans) {
    for (let day = dayOf(fromMs); day * DAY_MS < toMs; day += 1) {
      const seconds = (Math.min(toMs, (day + 1) * DAY_MS) - Math.max(fromMs, day * DAY_MS)) / 1000;
      secondsByDay.set(day, (secondsByDay.get(day) ?? 0) + seconds);
    }
  }
  const { cpu, nvidia_gpu: gpus } = job.spec.container.resources;
  return [...secondsByDay].map(([day, runSeconds]) => ({
    day,
    runSeconds,
    cpuSeconds: runSeconds * cpu,
    gpuSeconds: runSeconds * (gpus ?? 0),
    credits: (runSeconds / 3600) * job.spec.creditsPerHour,
  }));
}
