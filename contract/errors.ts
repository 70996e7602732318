import * as z from "zod/mini";
import { maybe } from "./scalars.ts";

/** The body of every refusal. `field` (ours) is the start request's field that is wrong, by its wire name. */
export const errorBody = z.object({ error: z.string(), field: maybe(z.string()) });
export type ErrorBody = z.input<typeof errorBody>;

/** `GET API/tags`: the tags of the user's own jobs, sorted. */
export const tagList = z.object({ tags: z.array(z.string()) });
