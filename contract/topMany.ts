import * as z from "zod/mini";
import { measuredFields, measuredOf } from "./measured.ts";
import { maybe } from "./scalars.ts";
import { telemetry } from "./telemetry.ts";

/** What a client says on `WS MON/top`: whose samples it wants from now on, in place of those it wanted before. */
export const topPick = z.object({
  jobs: z.array(z.string()).check(z.maxLength(1_000)),
});
export type TopPick = z.output<typeof topPick>;

const peaks = z.array(z.nullable(z.number()));

/** What was measured before a job was picked: the highest value of each step, null where there was none. */
const topPast = z.pipe(
  z.object({
    /** Seconds that a step covers. */
    step: z.number(),
    /** Seconds since the epoch at which the first step begins. */
    start: z.number(),
    ...measuredFields(peaks),
  }),
  z.transform((wire) => ({ stepMs: wire.step * 1000, startMs: wire.start * 1000, ...measuredOf(wire) })),
);
export type TopPast = z.output<typeof topPast>;
export type TopPastPayload = z.input<typeof topPast>;

/**
 * A frame of `WS MON/top`, the telemetry of many jobs over one socket, an addition of Jobdeck's own platform: the past
 * of jobs just picked, and about once a second the newest sample of every picked job, both by the job's id.
 */
export const topFrame = z.object({
  past: maybe(z.record(z.string(), topPast)),
  samples: maybe(z.record(z.string(), telemetry)),
});
export type TopFrame = z.output<typeof topFrame>;
export type TopFramePayload = z.input<typeof topFrame>;
