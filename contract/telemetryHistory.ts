import * as z from "zod/mini";
import { maybe } from "./scalars.ts";

/** Lowest, mean and highest value of each step; null where it was not measured. */
export const curve = z.object({
  min: z.array(z.nullable(z.number())),
  mean: z.array(z.nullable(z.number())),
  max: z.array(z.nullable(z.number())),
});
export type Curve = z.output<typeof curve>;

/**
 * What a job used over a span of time (`GET MON/{id}/telemetry`), an addition of Jobdeck's own platform. Every array is
 * as long as `timestamps`; steps in which nothing was measured are left out.
 */
export const telemetryHistory = z.pipe(
  z.object({
    /** Seconds that a step covers. */
    step: z.number(),
    /** Seconds since the epoch at which each step begins, oldest first. */
    timestamps: z.array(z.number()),
    cpu: curve,
    memory_bytes: curve,
    gpu_duty_cycle: maybe(curve),
    gpu_memory_bytes: maybe(curve),
  }),
  z.transform((wire) => ({
    stepMs: wire.step * 1000,
    timestampsMs: wire.timestamps.map((seconds) => seconds * 1000),
    /** Cores. */
    cpu: wire.cpu,
    memoryBytes: wire.memory_bytes,
    /** 0..100. */
    gpuDutyPercent: wire.gpu_duty_cycle,
    gpuMemoryBytes: wire.gpu_memory_bytes,
  })),
);
export type TelemetryHistory = z.output<typeof telemetryHistory>;
export type TelemetryHistoryPayload = z.input<typeof telemetryHistory>;
