import * as z from "zod/mini";
import { maybe } from "./scalars.ts";
import { MEBIBYTE } from "./sizes.ts";

/** One frame of `top` (JobTelemetry of the references). */
export const telemetry = z.pipe(
  z.object({
    cpu: z.number(),
    memory: maybe(z.number()),
    memory_bytes: maybe(z.number()),
    timestamp: z.number(),
    gpu_duty_cycle: maybe(z.number()),
    gpu_memory: maybe(z.number()),
    gpu_memory_bytes: maybe(z.number()),
  }),
  z.transform((wire) => ({
    timestampMs: wire.timestamp * 1000,
    /** Cores in use; 1 is one core fully loaded. */
    cpu: wire.cpu,
    memoryBytes: wire.memory_bytes ?? (wire.memory ?? 0) * MEBIBYTE,
    /** 0..100; undefined without a GPU. */
    gpuDutyPercent: wire.gpu_duty_cycle,
    gpuMemoryBytes: wire.gpu_memory_bytes ?? (wire.gpu_memory === undefined ? undefined : wire.gpu_memory * MEBIBYTE),
  })),
);
export type Telemetry = z.output<typeof telemetry>;
export type TelemetryPayload = z.input<typeof telemetry>;
