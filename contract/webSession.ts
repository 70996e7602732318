import * as z from "zod/mini";
import { maybe } from "./scalars.ts";

const port = z.number().check(
  z.refine((value) => Number.isInteger(value) && value >= 1 && value <= 65_535, {
    error: "must be a whole number from 1 to 65535",
  }),
);

/** `POST MON/{id}/web_session` (our own): without a port the job's own HTTP port is meant. */
export const webSessionRequest = z.strictObject({ port: maybe(port) });
export type WebSessionPayload = z.input<typeof webSessionRequest>;

/** Where a browser opens the page; the address may work only once, and only for a minute. */
export const webSession = z.object({ url: z.string() });
export type WebSessionAnswer = z.input<typeof webSession>;
