import * as z from "zod/mini";
import { maybe } from "./scalars.ts";

const imageName = z.string().check((payload) => {
  const message = payload.value === "" ? "must not be empty" : "must not have white space";
  if (!/^\S+$/.test(payload.value)) payload.issues.push({ code: "custom", input: payload.value, message });
});

/** `POST MON/{id}/save`: under which name to save the job's file system. */
export const saveRequest = z.object({ container: z.object({ image: imageName }) });
export type SavePayload = z.input<typeof saveRequest>;

/** A step of saving a job as an image. */
export type SaveProgress =
  | { readonly type: "commitStarted"; readonly container: string; readonly image: string }
  | { readonly type: "commitFinished" }
  /** What the registry says of one layer, or of the whole image where it names none. */
  | {
      readonly type: "push";
      readonly status: string;
      readonly layer?: string;
      readonly currentBytes?: number;
      readonly totalBytes?: number;
    };

/** One line of the answer of `save`. */
export const saveProgress = z.pipe(
  z.object({
    status: maybe(z.string()),
    id: maybe(z.string()),
    details: maybe(z.object({ container: maybe(z.string()), image: maybe(z.string()) })),
    progressDetail: maybe(z.object({ current: maybe(z.number()), total: maybe(z.number()) })),
  }),
  z.transform((wire): SaveProgress => {
    if (wire.status === "CommitStarted") {
      return { type: "commitStarted", container: wire.details?.container ?? "", image: wire.details?.image ?? "" };
    }
    if (wire.status === "CommitFinished") return { type: "commitFinished" };
    return {
      type: "push",
      status: wire.status ?? "",
      layer: wire.id,
      currentBytes: wire.progressDetail?.current,
      totalBytes: wire.progressDetail?.total,
    };
  }),
);
export type SaveProgressPayload = z.input<typeof saveProgress>;
