import type { Connection } from "./connection.ts";
import { LOCAL_DRIVER } from "./localLog.ts";

/** Whose the engine behind the API is: a few things are done otherwise. */
export interface Flavour {
  readonly isPodman: boolean;
  /** What keeps containers' logs: a default may be one that cannot be read again, or that drops what is old. */
  readonly logDriver: string;
}

interface Version {
  readonly Components?: readonly { readonly Name?: string }[];
}

/** @throws EngineError unavailable */
export async function readFlavour(connection: Connection): Promise<Flavour> {
  const { Components = [] } = await connection.call<Version>("GET", "/version");
  const isPodman = Components.some(({ Name }) => Name?.startsWith("Podman"));
  return { isPodman, logDriver: isPodman ? LOCAL_DRIVER : "json-file" };
}
