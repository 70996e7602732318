import { randomBytes } from "node:crypto";
import type { PlatformConfigPayload } from "../../contract/config.ts";

/** Which server is tested, and what there is on it. Plain data: it travels from the setup to the test files. */
export interface Target {
  readonly url: string;
  readonly token: string;
  readonly engine: string;
  /** The server's process, where it runs on this machine and is known. */
  readonly pid: number | undefined;
  readonly userName: string;
  /** Whether it is our own platform, which says who asks; what that adds to the API is tested on it alone. */
  readonly isOwn: boolean;
  /** Tokens of others than the manager, where the suite has started the server itself. */
  readonly people: People | undefined;
  readonly cluster: string;
  readonly project: string;
  /** The smallest there is. */
  readonly preset: string;
  /** Cores of the cluster. */
  readonly cpu: number;
  readonly memoryBytes: number;
  /** From the wire name of a field to the sentence that says why this engine does not have it. */
  readonly unsupported: Readonly<Record<string, string>>;
  /** An image with a POSIX shell. */
  readonly image: string;
}

/** Tokens of `some-reader` and `some-user`, by their roles. */
export interface People {
  readonly reader: string;
  readonly user: string;
}

declare module "vitest" {
  interface ProvidedContext {
    target: Target;
  }
}

/** How many jobs run at the same time at most. */
const NEEDED_JOBS = 8;

/** Reads `GET API/config`. @throws Error that says what to give instead when the server cannot be tested */
export async function readTarget(server: {
  readonly url: string;
  readonly token: string;
  readonly engine: string;
  readonly pid?: number;
  readonly people?: People;
}): Promise<Target> {
  const url = server.url.replace(/\/+$/, "");
  const headers = { authorization: `Bearer ${server.token}` };
  const response = await fetch(`${url}/api/v1/config`, { headers });
  const config = (await response.json()) as PlatformConfigPayload;
  const [cluster] = config.clusters ?? [];
  const [project] = config.projects ?? [];
  if (!config.authorized || !cluster || !project) throw new Error(`The token is not one of ${url}; give another.`);
  const { name, images, unsupported } = cluster.engine ?? { name: server.engine };
  if (name !== server.engine) throw new Error(`${url} runs the engine ${name}; say --engine ${name}.`);
  const presets = [...(cluster.resource_presets ?? [])].sort((one, other) => one.cpu - other.cpu);
  const [preset] = presets;
  if (!preset) throw new Error(`${url} has no presets; it must have one to start jobs with.`);
  const capacity = (await (await fetch(`${url}/api/v1/jobs/capacity`, { headers })).json()) as Record<string, number>;
  if ((capacity[preset.name] ?? 0) < NEEDED_JOBS) {
    throw new Error(
      `${url} has room for ${capacity[preset.name] ?? 0} jobs of its smallest preset, ${preset.name}; the suite needs ` +
        `${NEEDED_JOBS} at once. Give it a smaller preset (presets.json in its data folder), or end other jobs.`,
    );
  }
  const pool = cluster.resource_pool_types?.[0];
  return {
    ...{ url, token: server.token, engine: server.engine, pid: server.pid, people: server.people },
    userName: config.username ?? identityOf(server.token),
    isOwn: config.username !== undefined,
    cluster: cluster.name,
    project: project.name,
    preset: preset.name,
    cpu: pool?.cpu ?? 1,
    memoryBytes: pool?.memory ?? 1024 ** 3,
    unsupported: unsupported ?? {},
    image: images?.[0] ?? process.env.JOBDECK_API_IMAGE ?? "alpine",
  };
}

/** Whose token it is; the public platform says so in the token alone. */
function identityOf(token: string): string {
  const [, claims = ""] = token.split(".");
  const { identity } = JSON.parse(Buffer.from(claims, "base64url").toString() || "{}") as { identity?: string };
  return identity ?? "";
}

/** A word that no other run of the suite uses, fit for a name and a tag. */
export function unique(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString("hex")}`;
}
