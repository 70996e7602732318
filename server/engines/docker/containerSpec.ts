import { constants } from "node:os";
import { EngineError, type RunSpec } from "../engine.ts";
import { LABEL, RUN_MARK } from "./labels.ts";

const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/;
/** Host, path, tag and digest of an image's name. */
const IMAGE =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d+)?\/)?[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@[a-z0-9]+:[a-fA-F0-9]{32,})?$/;
const NANO = 1e9;

const invalid = (message: string) => new EngineError("invalid", message);

/** @throws EngineError invalid */
export function checkSpec(spec: RunSpec): void {
  if (!RUN_ID.test(spec.runId)) throw invalid("A run's id must have only letters, digits and dashes.");
  checkImage(spec.image);
  checkWords("command", [...(spec.entrypoint ?? []), ...(spec.command ?? [])]);
  for (const [name, value] of [...Object.entries(spec.env), ...Object.entries(spec.secretEnv ?? {})]) {
    if (name === "" || /[=\0]/.test(name)) throw invalid(`"${name}" cannot be the name of an environment variable.`);
    checkWords(`environment variable ${name}`, [value]);
  }
}

/** What the engine calls an image: one of the cluster's own (`image://…`) is kept under the name of this machine. */
export function engineImage(image: string): string {
  return image.replace(/^image:\/\//, "localhost/");
}

/** @throws EngineError invalid */
export function checkImage(image: string): void {
  if (IMAGE.test(engineImage(image))) return;
  throw new EngineError("invalid", `"${image}" cannot be the name of an image; write it like python:3.12-slim.`, {
    reason: "InvalidImageName",
  });
}

/** @throws EngineError invalid when a word cannot be handed to a program */
export function checkWords(what: string, words: readonly string[]): void {
  if (words.some((word) => word.includes("\0"))) throw invalid(`The ${what} must not have a NUL character.`);
}

/** @throws EngineError invalid when there is no such signal */
export function checkSignal(name: string): void {
  if (!(name in constants.signals)) throw invalid(`There is no signal "${name}" on this machine.`);
}

/** What a terminal has until somebody's window says otherwise. */
export const TERMINAL = { width: 80, height: 24 } as const;

export interface ContainerSettings {
  readonly identity: string;
  /** What keeps the log: the only ones from which all of it can be read again. */
  readonly logDriver: string;
  /** Whether a small init is the first process: it hands on signals and buries the dead. */
  readonly init: boolean;
  /** Host folders' files with the secrets, in the order of the spec's. */
  readonly secretPaths: readonly string[];
}

/** The body of the request that makes a run's container. */
export function containerBody(spec: RunSpec, settings: ContainerSettings): object {
  const { resources } = spec;
  const env = { ...(spec.tty && { TERM: "xterm-256color" }), ...spec.env, ...spec.secretEnv, [RUN_MARK]: spec.runId };
  return {
    Image: engineImage(spec.image),
    Entrypoint: spec.entrypoint,
    Cmd: spec.command ?? (spec.entrypoint ? [] : undefined),
    WorkingDir: spec.workingDir,
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    Tty: spec.tty,
    OpenStdin: true,
    // Only who ends the input on purpose does; see input.ts.
    StdinOnce: true,
    Labels: {
      [LABEL.server]: settings.identity,
      [LABEL.run]: spec.runId,
      ...(resources.gpus.length > 0 && { [LABEL.gpus]: resources.gpus.join(",") }),
      [LABEL.secretEnv]: Object.keys(spec.secretEnv ?? {}).join(" "),
    },
    HostConfig: {
      Init: settings.init,
      ...(spec.tty && { ConsoleSize: [TERMINAL.height, TERMINAL.width] }),
      LogConfig: { Type: settings.logDriver, Config: {} },
      Binds: bindsOf(spec, settings.secretPaths),
      Privileged: spec.privileged ?? false,
      NanoCpus: Math.round(resources.cpu * NANO),
      Memory: resources.memoryBytes,
      MemorySwap: resources.memoryBytes,
      ...(resources.shm && { ShmSize: resources.memoryBytes }),
      ...(resources.gpus.length > 0 && { DeviceRequests: [gpuRequest(resources.gpus)] }),
    },
  };
}

function bindsOf(spec: RunSpec, secretPaths: readonly string[]): string[] {
  const mounts = (spec.mounts ?? []).map((mount) => bind(mount.hostPath, mount.containerPath, mount.readOnly));
  const secrets = (spec.secretFiles ?? []).map((file, index) =>
    bind(secretPaths[index] ?? "", file.containerPath, true),
  );
  return [...mounts, ...secrets];
}

function bind(hostPath: string, containerPath: string, readOnly: boolean): string {
  if (hostPath.includes(":") || containerPath.includes(":")) {
    throw invalid(`The path ${containerPath} and what is mounted there must not have a colon.`);
  }
  return `${hostPath}:${containerPath}:${readOnly ? "ro" : "rw"}`;
}

function gpuRequest(indexes: readonly number[]): object {
  return { Driver: "nvidia", DeviceIDs: indexes.map(String), Capabilities: [["gpu"]] };
}
