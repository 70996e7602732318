import * as z from "zod/mini";
import { isoTime, maybe } from "./scalars.ts";

/** By what use and cost can be put together. */
export const USAGE_GROUPS = ["owner", "project", "preset"] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

const amounts = z.array(z.number());

/** What one owner, project or preset used on each of the days. */
const usageRow = z.pipe(
  z.object({
    name: z.string(),
    credits: amounts,
    run_seconds: amounts,
    cpu_seconds: amounts,
    gpu_seconds: amounts,
  }),
  z.transform((wire) => ({
    name: wire.name,
    credits: wire.credits,
    runSeconds: wire.run_seconds,
    /** Seconds of cores that were held, busy or not. */
    cpuSeconds: wire.cpu_seconds,
    gpuSeconds: wire.gpu_seconds,
  })),
);
export type UsageRow = z.output<typeof usageRow>;
export type UsageRowPayload = z.input<typeof usageRow>;

/** `GET API/usage`: what was used a day, an addition of Jobdeck's own platform. Days are UTC's; the last one goes on. */
export const usageReport = z.pipe(
  z.object({
    by: z.enum(USAGE_GROUPS),
    /** From when on everything is counted. */
    known_since: isoTime,
    /** `2026-11-22`, oldest first; every array of a row is as long. */
    days: z.array(z.string()),
    /** Those that cost the most, the dearest first. */
    rows: z.array(usageRow),
    /** All the others together. */
    others: maybe(usageRow),
    /** The jobs that cost the most in these days, of what a job cost in them. */
    dearest: z.array(z.object({ id: z.string(), credits: z.number(), run_seconds: z.number() })),
  }),
  z.transform((wire) => ({
    by: wire.by,
    knownSinceMs: wire.known_since,
    days: wire.days,
    rows: wire.rows,
    others: wire.others,
    dearest: wire.dearest.map(({ id, credits, run_seconds }) => ({ id, credits, runSeconds: run_seconds })),
  })),
);
export type UsageReport = z.output<typeof usageReport>;
export type UsageReportPayload = z.input<typeof usageReport>;
