import * as z from "zod/mini";
import { curve, measuredFields, measuredOf, stepFields, stepsOf } from "./measured.ts";
import { maybe } from "./scalars.ts";

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
    ...stepFields,
    running: curve,
    waiting: curve,
    credits_per_hour: curve,
    held_cpu: curve,
    held_memory_bytes: curve,
    held_gpus: curve,
    /** Of the machine, undefined where the engine cannot tell. */
    ...measuredFields(maybe(curve)),
    disk_bytes: maybe(curve),
    presets: z.record(z.string(), presetHistory),
  }),
  z.transform((wire) => ({
    ...stepsOf(wire),
    running: wire.running,
    waiting: wire.waiting,
    creditsPerHour: wire.credits_per_hour,
    heldCpu: wire.held_cpu,
    heldMemoryBytes: wire.held_memory_bytes,
    heldGpus: wire.held_gpus,
    ...measuredOf(wire),
    diskBytes: wire.disk_bytes,
    presets: wire.presets,
  })),
);
export type ClusterHistory = z.output<typeof clusterHistory>;
export type ClusterHistoryPayload = z.input<typeof clusterHistory>;
