import * as z from "zod/mini";
import { curve, measuredFields, measuredOf, stepFields, stepsOf } from "./measured.ts";

/**
 * What a job used over a span of time (`GET MON/{id}/telemetry`), an addition of Jobdeck's own platform. Every array is
 * as long as `timestamps`; steps in which nothing was measured are left out.
 */
export const telemetryHistory = z.pipe(
  z.object({ ...stepFields, ...measuredFields(curve) }),
  z.transform((wire) => ({ ...stepsOf(wire), ...measuredOf(wire) })),
);
export type TelemetryHistory = z.output<typeof telemetryHistory>;
export type TelemetryHistoryPayload = z.input<typeof telemetryHistory>;
