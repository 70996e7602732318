import * as z from "zod/mini";
import { maybe } from "./scalars.ts";

/** Lowest, mean and highest value of each step; null where it was not measured. */
export const curve = z.object({
  min: z.array(z.nullable(z.number())),
  mean: z.array(z.nullable(z.number())),
  max: z.array(z.nullable(z.number())),
});
export type Curve = z.output<typeof curve>;

/** Where the steps of a history are: `timestamps` are seconds since the epoch at which each begins, oldest first. */
export const stepFields = {
  /** Seconds that a step covers. */
  step: z.number(),
  timestamps: z.array(z.number()),
};

/** The steps of a history in milliseconds. */
export function stepsOf(wire: { readonly step: number; readonly timestamps: readonly number[] }) {
  return { stepMs: wire.step * 1000, timestampsMs: wire.timestamps.map((seconds) => seconds * 1000) };
}

/** What is measured over time, each quantity in the same form; GPUs where there are any. */
export function measuredFields<S extends z.ZodMiniType>(form: S) {
  return { cpu: form, memory_bytes: form, gpu_duty_cycle: maybe(form), gpu_memory_bytes: maybe(form) };
}

interface MeasuredWire<Known, Gpu> {
  readonly cpu: Known;
  readonly memory_bytes: Known;
  readonly gpu_duty_cycle: Gpu;
  readonly gpu_memory_bytes: Gpu;
}

/** What was measured by the names that the app has for it. */
export function measuredOf<Known, Gpu>(wire: MeasuredWire<Known, Gpu>) {
  return {
    /** Cores. */
    cpu: wire.cpu,
    memoryBytes: wire.memory_bytes,
    /** 0..100, the mean of several. */
    gpuDutyPercent: wire.gpu_duty_cycle,
    gpuMemoryBytes: wire.gpu_memory_bytes,
  };
}
