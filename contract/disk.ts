import * as z from "zod/mini";
import { checkJobName } from "./names.ts";
import { isoTime, maybe } from "./scalars.ts";

const name = z.string().check((payload) => {
  const message = checkJobName(payload.value);
  if (message !== undefined) payload.issues.push({ code: "custom", input: payload.value, message });
});

const seconds = z.number().check(z.gt(0));

/** `POST API/disk`. The SDK calls `timeout_unused` what it sends as `life_span`; both are taken. */
export const diskRequest = z.pipe(
  z.object({
    storage: z.number().check(z.multipleOf(1, { error: "must be a whole number of bytes" }), z.gte(1)),
    life_span: maybe(seconds),
    timeout_unused: maybe(seconds),
    name: maybe(name),
    org_name: maybe(z.string()),
    project_name: maybe(z.string()),
  }),
  z.transform((wire) => ({
    storageBytes: wire.storage,
    unusedTimeoutSeconds: wire.timeout_unused ?? wire.life_span,
    name: wire.name,
    orgName: wire.org_name,
    projectName: wire.project_name,
  })),
);
export type DiskRequest = z.output<typeof diskRequest>;
/** A disk as it is asked for on the wire. */
export type DiskRequestPayload = z.input<typeof diskRequest>;

/** A disk (Disk of the SDK). */
export const disk = z.pipe(
  z.object({
    id: z.string(),
    storage: z.number(),
    used_bytes: maybe(z.number()),
    owner: z.string(),
    status: z.string(),
    name: maybe(z.string()),
    created_at: isoTime,
    last_usage: maybe(isoTime),
    life_span: maybe(z.number()),
    timeout_unused: maybe(z.number()),
    cluster_name: maybe(z.string()),
    org_name: maybe(z.string()),
    project_name: maybe(z.string()),
  }),
  z.transform((wire) => ({
    id: wire.id,
    storageBytes: wire.storage,
    usedBytes: wire.used_bytes,
    owner: wire.owner,
    /** "Pending", "Ready" or "Broken". */
    status: wire.status,
    name: wire.name,
    createdAtMs: wire.created_at,
    lastUsedAtMs: wire.last_usage,
    unusedTimeoutSeconds: wire.timeout_unused ?? wire.life_span,
    orgName: wire.org_name,
    projectName: wire.project_name ?? wire.owner,
  })),
);
export type Disk = z.output<typeof disk>;
export type DiskPayload = z.input<typeof disk>;

/** `GET API/disk`. */
export const diskList = z.array(disk);
