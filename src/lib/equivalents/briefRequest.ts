import type { StartPayload } from "../../../contract/start.ts";

/** What a field is where nothing is said. */
const USUAL: Partial<Record<keyof StartPayload, unknown>> = { restart_policy: "never", priority: "normal" };

/** A start request without what says the same as leaving it out: nulls, empty lists, switches that are off. */
export function briefRequest(request: StartPayload): StartPayload {
  const entries = Object.entries({ ...request, resources: request.resources?.shm ? { shm: true } : undefined });
  const said = entries.filter(([field, value]) => isSaid(value) && USUAL[field as keyof StartPayload] !== value);
  return { ...Object.fromEntries(said), image: request.image };
}

function isSaid(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
