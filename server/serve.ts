import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { dirname, join } from "node:path";
import type { Logger } from "pino";
import { createApp, type App } from "./app.ts";
import { ConfigError, type Config } from "./config.ts";
import type { Engine } from "./engines/engine.ts";
import { createProcessEngine } from "./engines/process/engine.ts";
import { createLog } from "./http/log.ts";
import { ownerName } from "./ownerName.ts";
import { createPlatform } from "./platform/platform.ts";
import { keptToken } from "./token.ts";

/** Where the built parts of the product are. */
export interface BuiltPaths {
  /** Folder of the single-page app. */
  readonly appDir: string;
  /** The supervisor of the process engine. */
  readonly shimPath: string;
}

/**
 * Starts the whole server.
 * @returns the app and the ready-made link that signs in
 * @throws ConfigError when something outside has to be put right first
 */
export async function serve(config: Config, paths: BuiltPaths): Promise<{ app: App; link: string }> {
  const { dataDir } = config;
  makeFolder(dataDir);
  const log = createLog(config.logLevel);
  const engine = await createEngine(config, paths, log);
  const userName = ownerName();
  const token = config.token ?? keptToken(dataDir, userName);
  const { jobsQuota, idleAfterMs, jobsDomain } = config;
  const settings = { jobsQuota, idleAfterMs, jobsDomain };
  const backend = await createPlatform({ dataDir, engine, token, userName, log, ...settings });
  const app = await createApp({ host: config.host, port: config.port, appDir: paths.appDir, backend, log });
  try {
    const port = await app.listen();
    return { app, link: `http://${linkHost(config.host)}:${port}/#token=${token}` };
  } catch (error) {
    await app.close();
    throw explainListenError(error, config);
  }
}

async function createEngine(config: Config, { shimPath }: BuiltPaths, log: Logger): Promise<Engine> {
  const { dataDir, limitsCpu, allowPrivileged } = config;
  switch (config.engine) {
    case "process":
      return createProcessEngine({ dataDir, shimPath, limitsCpu });
    // The libraries of these two are large, and for those alone who use them.
    case "docker": {
      const { createDockerEngine } = await import("./engines/docker/engine.ts");
      return createDockerEngine({ dataDir, host: config.containerHost, allowPrivileged });
    }
    case "kubernetes": {
      const { createKubernetesEngine } = await import("./engines/kubernetes/engine.ts");
      const onError = (error: unknown) => log.warn({ err: error }, "the cluster did not do what was asked");
      return createKubernetesEngine({ dataDir, kubeconfigPath: config.kubeconfigPath, allowPrivileged, onError });
    }
  }
}

/** Makes the folder and writes into it, because rights alone do not tell (a full or read-only disk, /proc). */
function makeFolder(dataDir: string): void {
  try {
    makeFolders(dataDir);
    closeSync(openSync(join(dataDir, "lock"), "a", 0o600));
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new ConfigError(`The data folder ${dataDir} cannot be written (${code}); choose another with --data.`);
  }
}

/** Node's own recursive mkdir never returns below a folder that cannot have any (/proc). */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolders(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function explainListenError(error: unknown, { host, port }: Config): unknown {
  switch ((error as { code?: unknown }).code) {
    case "EADDRINUSE":
      return new ConfigError(`Port ${port} on ${host} is taken; choose another with --port (0 takes any free one).`);
    case "EACCES":
      return new ConfigError(`Port ${port} needs more rights than you have; choose one above 1023 with --port.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new ConfigError(`This machine has no address ${host} to listen on; choose another with --host.`);
    default:
      return error;
  }
}

/** A host that a browser can open: for "all addresses" one that other machines reach too. */
function linkHost(host: string): string {
  const reachable = host === "0.0.0.0" || host === "::" ? (outsideAddress() ?? "127.0.0.1") : host;
  return reachable.includes(":") ? `[${reachable}]` : reachable;
}

function outsideAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return addresses.find(({ internal, family }) => !internal && family === "IPv4")?.address;
}
