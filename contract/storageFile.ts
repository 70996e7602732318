import * as z from "zod/mini";
import { maybe } from "./scalars.ts";

/** A file or folder of the storage (FileStatus of the SDK). */
const fileStatus = z.pipe(
  z.object({
    path: z.string(),
    length: z.number(),
    modificationTime: z.number(),
    permission: maybe(z.string()),
    type: z.string(),
  }),
  z.transform((wire) => ({
    /** In a list the name alone, else the path from the storage's root. */
    path: wire.path,
    sizeBytes: wire.length,
    modifiedAtMs: wire.modificationTime * 1000,
    permission: wire.permission,
    kind: kindOf(wire.type),
  })),
);
export type FileStatus = z.output<typeof fileStatus>;
export type FileStatusPayload = z.input<typeof fileStatus>;

/** `?op=GETFILESTATUS`, and each line of `?op=LISTSTATUS` as NDJSON. */
export const fileStatusAnswer = z.object({ FileStatus: fileStatus });

/** `?op=LISTSTATUS` as JSON. */
export const fileStatusList = z.object({ FileStatuses: z.object({ FileStatus: z.array(fileStatus) }) });

/** `?op=GETDISKUSAGE`, in bytes. */
export const storageUsage = z.object({ total: z.number(), used: z.number(), free: z.number() });
export type StorageUsage = z.output<typeof storageUsage>;

function kindOf(type: string): "file" | "folder" | "other" {
  if (type === "FILE") return "file";
  return type === "DIRECTORY" ? "folder" : "other";
}
