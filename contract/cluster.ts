import * as z from "zod/mini";
import { isoTime, maybe } from "./scalars.ts";

const held = z.pipe(
  z.object({ cpu: z.number(), memory_bytes: z.number(), gpus: z.number() }),
  z.transform((wire) => ({ cpu: wire.cpu, memoryBytes: wire.memory_bytes, gpus: wire.gpus })),
);

const presetLoad = z.pipe(
  z.object({
    name: z.string(),
    running: z.number(),
    waiting: z.number(),
    could_start: z.number(),
    most: z.number(),
  }),
  z.transform((wire) => ({
    name: wire.name,
    running: wire.running,
    waiting: wire.waiting,
    /** How many more fit at this moment, whoever asks. */
    couldStart: wire.could_start,
    /** How many fit when nothing else runs. */
    most: wire.most,
  })),
);
export type PresetLoad = z.output<typeof presetLoad>;

const machine = z.pipe(
  z.object({
    timestamp: z.number(),
    cpu: z.number(),
    cpu_total: z.number(),
    memory_bytes: z.number(),
    memory_total_bytes: z.number(),
    disk_bytes: maybe(z.number()),
    disk_total_bytes: maybe(z.number()),
    gpus: z.array(
      z.object({
        model: z.string(),
        duty_cycle: z.number(),
        memory_bytes: z.number(),
        memory_total_bytes: z.number(),
      }),
    ),
  }),
  z.transform((wire) => ({
    timestampMs: wire.timestamp * 1000,
    /** Cores in use, by jobs and by everything else. */
    cpu: wire.cpu,
    cpuTotal: wire.cpu_total,
    memoryBytes: wire.memory_bytes,
    memoryTotalBytes: wire.memory_total_bytes,
    diskBytes: wire.disk_bytes,
    diskTotalBytes: wire.disk_total_bytes,
    gpus: wire.gpus.map((gpu) => ({
      model: gpu.model,
      /** 0..100. */
      dutyPercent: gpu.duty_cycle,
      memoryBytes: gpu.memory_bytes,
      memoryTotalBytes: gpu.memory_total_bytes,
    })),
  })),
);
export type MachinePayload = z.input<typeof machine>;

/** `GET API/cluster`: how full the cluster is at this moment, an addition of Jobdeck's own platform. */
export const clusterState = z.pipe(
  z.object({
    total: held,
    held,
    credits_per_hour: z.number(),
    presets: z.array(presetLoad),
    /** Ids of jobs that wait, first to start first, and how many there are in all. */
    queue: z.array(z.string()),
    queue_length: z.number(),
    /** Since when jobs run that have printed nothing, by id; only where that is long. */
    silent: z.record(z.string(), isoTime),
    /** Undefined where the engine cannot tell. */
    machine: maybe(machine),
  }),
  z.transform((wire) => ({
    total: wire.total,
    held: wire.held,
    creditsPerHour: wire.credits_per_hour,
    presets: wire.presets,
    queue: wire.queue,
    queueLength: wire.queue_length,
    silentSinceMs: wire.silent,
    machine: wire.machine,
  })),
);
export type ClusterState = z.output<typeof clusterState>;
export type ClusterStatePayload = z.input<typeof clusterState>;
