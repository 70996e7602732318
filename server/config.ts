import { parseArgs, type ParseArgsConfig } from "node:util";
import type { LevelWithSilent } from "pino";
import { parseDuration } from "../contract/durations.ts";
import { isTokenSafe } from "../contract/subprotocols.ts";
import { LOG_LEVELS } from "./http/log.ts";

/** A mistake of whoever starts the server; `message` is one line that says what to do. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** What can run jobs. */
const ENGINES = ["process", "docker", "kubernetes"] as const;
export type EngineName = (typeof ENGINES)[number];

/** Everything the server is told from outside, read once. */
export interface Config {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly dataDir: string;
  /** Undefined: the one kept in the data folder. */
  readonly token: string | undefined;
  readonly engine: EngineName;
  /** Where the container engine is, as in DOCKER_HOST; undefined: at one of the usual sockets. */
  readonly containerHost: string | undefined;
  /** The file that says how to reach a Kubernetes cluster, as in KUBECONFIG; undefined: the usual places. */
  readonly kubeconfigPath: string | undefined;
  /** Whether jobs may ask for all rights over the machine. */
  readonly allowPrivileged: boolean;
  /** Whether jobs are held to their processors where this machine can do that. */
  readonly limitsCpu: boolean;
  readonly logLevel: LevelWithSilent;
  /** How many jobs of one user may run at a time; 0: as many as there is room for. */
  readonly jobsQuota: number;
  /** How long a running job must have done nothing to be called idle. */
  readonly idleAfterMs: number;
  /** Pages of jobs are on hosts below this name. */
  readonly jobsDomain: string;
}

export type Command =
  | { readonly kind: "serve"; readonly config: Config }
  | { readonly kind: "help" }
  | { readonly kind: "version" };

const FLAGS = {
  host: { type: "string" },
  port: { type: "string" },
  data: { type: "string" },
  token: { type: "string" },
  engine: { type: "string" },
  "cpu-limits": { type: "string" },
  "allow-privileged": { type: "boolean" },
  "log-level": { type: "string" },
  "jobs-quota": { type: "string" },
  "idle-after": { type: "string" },
  "jobs-domain": { type: "string" },
  help: { type: "boolean" },
  version: { type: "boolean" },
} as const satisfies ParseArgsConfig["options"];

export const HELP = `Usage: jobdeck [options]
       jobdeck user add|list|role|token|remove …   more people than one; see jobdeck user --help

Runs jobs on this machine and serves the dashboard that watches them.

  --host HOST         address to listen on (JOBDECK_HOST; 127.0.0.1)
  --port PORT         port to listen on, 0 takes any free one (JOBDECK_PORT; 8080)
  --data FOLDER       where jobs, logs and the token are kept (JOBDECK_DATA; the user's data folder)
  --token TOKEN       the token to sign in with (JOBDECK_TOKEN; a random one, kept in the data folder)
  --engine ENGINE     what runs the jobs: ${ENGINES.join(", ")} (JOBDECK_ENGINE; process)
  --allow-privileged  lets jobs ask for all rights over the machine, in containers (JOBDECK_ALLOW_PRIVILEGED; no)
  --cpu-limits on|off  whether jobs are held to their processors where that can be done (JOBDECK_CPU_LIMITS; on)
  --jobs-quota N      how many jobs may run at a time, 0 for no limit (JOBDECK_JOBS_QUOTA; 0)
  --idle-after TIME   when a job that does nothing is marked idle (JOBDECK_IDLE_AFTER; 10m)
  --jobs-domain NAME  jobs' own pages are on hosts below it (JOBDECK_JOBS_DOMAIN; jobs.localhost)
  --log-level LEVEL   ${LOG_LEVELS.join(", ")} (JOBDECK_LOG_LEVEL; warn)
  --help              prints this
  --version           prints the version

Containers are run by the engine at DOCKER_HOST, else by Docker or Podman at its usual socket.
Pods are run by the cluster of KUBECONFIG, else of the home folder or of the pod that this runs in; kubernetes.json in
the data folder says where they go.
Prefer JOBDECK_TOKEN to --token: other users of the machine can see the flags of a running program.
`;

/**
 * Reads flags and environment; a flag wins over its variable, an empty variable counts as not set.
 * @throws ConfigError
 */
export function parseCommand(args: string[], env: NodeJS.ProcessEnv, defaultDataDir: () => string): Command {
  const flags = parseFlags(args);
  if (flags.help) return { kind: "help" };
  if (flags.version) return { kind: "version" };
  const setting = (flag: Exclude<keyof typeof FLAGS, "help" | "version" | "allow-privileged">): string | undefined =>
    flags[flag] ?? (env[variableOf(flag)] || undefined);
  const config: Config = {
    host: checkHost(setting("host") ?? "127.0.0.1"),
    port: checkPort(setting("port") ?? "8080"),
    dataDir: setting("data") ?? defaultDataDir(),
    token: checkToken(setting("token")),
    engine: checkEngine(setting("engine") ?? "process"),
    limitsCpu: checkCpuLimits(setting("cpu-limits") ?? "on"),
    containerHost: env.DOCKER_HOST || undefined,
    kubeconfigPath: env.KUBECONFIG || undefined,
    allowPrivileged: flags["allow-privileged"] ?? checkYesNo("JOBDECK_ALLOW_PRIVILEGED", env.JOBDECK_ALLOW_PRIVILEGED),
    logLevel: checkLogLevel(setting("log-level") ?? "warn"),
    jobsQuota: checkJobsQuota(setting("jobs-quota") ?? "0"),
    idleAfterMs: checkIdleAfter(setting("idle-after") ?? "10m"),
    jobsDomain: checkJobsDomain(setting("jobs-domain") ?? "jobs.localhost"),
  };
  if (config.dataDir === "") throw new ConfigError("--data must name a folder.");
  return { kind: "serve", config: Object.freeze(config) };
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [line = ""] = (error as Error).message.split("\n");
    throw new ConfigError(`${line.split(". ")[0] ?? line}. See --help.`);
  }
}

function variableOf(flag: string): string {
  return `JOBDECK_${flag.replace("-", "_").toUpperCase()}`;
}

function checkHost(host: string): string {
  if (host === "" || /[\s/#?@]/.test(host)) {
    throw new ConfigError(`--host must be an address or a name without a port, not ${JSON.stringify(host)}.`);
  }
  return host.replace(/^\[(.*)\]$/, "$1");
}

function checkPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new ConfigError(`--port must be a number from 0 to 65535, not ${JSON.stringify(text)}.`);
  }
  return port;
}

function checkJobsQuota(text: string): number {
  const quota = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(quota)) {
    throw new ConfigError(`--jobs-quota must be a whole number of jobs, 0 for no limit, not ${JSON.stringify(text)}.`);
  }
  return quota;
}

function checkIdleAfter(text: string): number {
  const seconds = parseDuration(text);
  if (!seconds)
    throw new ConfigError(`--idle-after must be a time such as 90s, 10m or 1h, not ${JSON.stringify(text)}.`);
  return seconds * 1000;
}

const DOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

function checkJobsDomain(name: string): string {
  const domain = name.toLowerCase();
  // A host that ends in a number is an address; a job's id before it must leave room in the 253 characters of a name.
  if (DOMAIN.test(domain) && !/(?:^|\.)\d+$/.test(domain) && domain !== "localhost" && domain.length < 189)
    return domain;
  throw new ConfigError(
    `--jobs-domain must be a name such as jobs.example.com, without a scheme or a port, not ${JSON.stringify(name)}.`,
  );
}

function checkToken(token: string | undefined): string | undefined {
  if (token !== undefined && !isTokenSafe(token)) {
    throw new ConfigError("--token must not be empty and may have only letters, digits and !#$%&'*+-.^_`|~.");
  }
  return token;
}

function checkEngine(name: string): EngineName {
  const known = ENGINES.find((engine) => engine === name);
  if (known === undefined) {
    throw new ConfigError(`--engine must be ${ENGINES.join(" or ")}, not ${JSON.stringify(name)}.`);
  }
  return known;
}

function checkYesNo(variable: string, text: string | undefined): boolean {
  if (text === undefined || text === "" || text === "no" || text === "0" || text === "false") return false;
  if (text === "yes" || text === "1" || text === "true") return true;
  throw new ConfigError(`${variable} must be yes or no, not ${JSON.stringify(text)}.`);
}

function checkCpuLimits(text: string): boolean {
  if (text !== "on" && text !== "off") {
    throw new ConfigError(`--cpu-limits must be on or off, not ${JSON.stringify(text)}.`);
  }
  return text === "on";
}

function checkLogLevel(level: string): LevelWithSilent {
  const known = LOG_LEVELS.find((candidate) => candidate === level);
  if (known === undefined) {
    throw new ConfigError(`--log-level must be one of ${LOG_LEVELS.join(", ")}, not ${JSON.stringify(level)}.`);
  }
  return known;
}
