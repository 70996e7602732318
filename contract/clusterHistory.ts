import * as z from "zod/mini";
import { maybe } from "./scalars.ts";
import { curve } from "./telemetryHistory.ts";

const presetHistory = z.pipe(
  z.object({ running: curve, waiting: curve, could_start: curve }),
  z.transform((wire) => ({ running: wire.running, waiting: wire.waiting, couldStart: wire.could_start })),
);

/**
 * `GET API/cluster/history`: how full the cluster and how busy its machine was, an addition of Jobdeck's own platform.
 * Every curve is as long as `timestamps`; steps in which the server did not run are left out.
 */
export const clusterHistory = z.pipe(
  z.object({
    /** Seconds that a step covers. */
    step: z.number(),
    /** Seconds since the epoch at which each step begins, oldest first. */
    timestamps: z.array(z.number()),
    running: curve,
    waiting: curve,
    credits_per_hour: curve,
    held_cpu: curve,
    held_memory_bytes: curve,
    held_gpus: curve,
    cpu: maybe(curve),
    memory_bytes: maybe(curve),
    disk_bytes: maybe(curve),
    gpu_duty_cycle: maybe(curve),
    gpu_memory_bytes: maybe(curve),
    presets: z.record(z.string(), presetHistory),
  }),
  z.transform((wire) => ({
    stepMs: wire.step * 1000,
    timestampsMs: wire.timestamps.map((seconds) => seconds * 1000),
    running: wire.running,
    waiting: wire.waiting,
    creditsPerHour: wire.credits_per_hour,
    heldCpu: wire.held_cpu,
    heldMemoryBytes: wire.held_memory_bytes,
    heldGpus: wire.held_gpus,
    /** Of the machine, undefined where the engine cannot tell. */
    cpu: wire.cpu,
    memoryBytes: wire.memory_bytes,
    diskBytes: wire.disk_bytes,
    /** Mean of all GPUs, 0..100. */
    gpuDutyPercent: wire.gpu_duty_cycle,
    gpuMemoryBytes: wire.gpu_memory_bytes,
    presets: wire.presets,
  })),
);
export type ClusterHistory = z.output<typeof clusterHistory>;
export type ClusterHistoryPayload = z.input<typeof clusterHistory>;
