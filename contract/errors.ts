import * as z from "zod/mini";
import { maybe } from "./scalars.ts";

/** A permission that is missing: what was to be done to which resource. */
export const missingPermission = z.object({ uri: z.string(), action: z.string() });
export type MissingPermission = z.output<typeof missingPermission>;

/**
 * The body of every refusal. `field` (ours) is the start request's field that is wrong, by its wire name; `missing` is
 * what a 403 is about.
 */
export const errorBody = z.object({
  error: z.string(),
  field: maybe(z.string()),
  missing: maybe(z.array(missingPermission)),
});
export type ErrorBody = z.input<typeof errorBody>;

/** `GET API/tags`: the tags of the user's own jobs, sorted. */
export const tagList = z.object({ tags: z.array(z.string()) });
