/** The schemes of what a job can be given: `secret://cluster/project/KEY`, and so on. */
export type ResourceScheme = "storage" | "secret" | "disk";

/** A resource's address in parts. */
export interface ResourceUri {
  readonly clusterName: string;
  readonly projectName: string;
  /** What follows the project, in decoded parts: a secret's key, a disk's id or name, a file's path. */
  readonly path: readonly string[];
}

/** Writes a resource's address; parts are escaped where a URI needs it. */
export function resourceUri(scheme: ResourceScheme, { clusterName, projectName, path }: ResourceUri): string {
  return `${scheme}://${[clusterName, projectName, ...path.map(encodeURIComponent)].join("/")}`;
}

/** Reads a resource's address; undefined when it is no address of that scheme, or names no project. */
export function readResourceUri(scheme: ResourceScheme, uri: string): ResourceUri | undefined {
  const prefix = `${scheme}://`;
  if (!uri.startsWith(prefix) || /[?#]/.test(uri)) return undefined;
  const [clusterName, projectName, ...rest] = uri.slice(prefix.length).replace(/\/+$/, "").split("/");
  if (!clusterName || !projectName) return undefined;
  const path: string[] = [];
  for (const part of rest) {
    const decoded = decode(part);
    if (decoded === undefined) return undefined;
    path.push(decoded);
  }
  return { clusterName, projectName, path };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    // A lone percent sign: no URI has one.
    return undefined;
  }
}
