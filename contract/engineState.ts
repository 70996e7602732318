import * as z from "zod/mini";
import { isoTime, maybe } from "./scalars.ts";

/** Whether what runs the jobs answers; an addition of Jobdeck's own platform. */
export const engineHealth = z.pipe(
  z.object({ state: z.enum(["ok", "away"]), since: maybe(isoTime), message: maybe(z.string()) }),
  z.transform((wire) => ({ state: wire.state, sinceMs: wire.since, message: wire.message })),
);
export type EngineHealth = z.output<typeof engineHealth>;
export type EngineHealthPayload = z.input<typeof engineHealth>;

/** Images that are there already; any other may be asked for too. An addition of Jobdeck's own platform. */
export const engineImages = z.object({ images: z.array(z.string()) });
export type EngineImagesPayload = z.input<typeof engineImages>;
