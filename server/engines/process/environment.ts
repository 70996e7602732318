import { userInfo } from "node:os";
import type { RunSpec } from "../engine.ts";
import { RUN_MARK } from "./processTree.ts";

/** What a program needs to find its way on this machine; nothing else of the server's environment is the job's business. */
const INHERITED = ["PATH", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"] as const;

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of every program of this engine: the machine's, with nothing of the server's own. */
export function machineEnvironment(serverEnvironment: Environment): Record<string, string> {
  const user = userInfo();
  const environment: Record<string, string> = {
    PATH: DEFAULT_PATH,
    LANG: "C.UTF-8",
    HOME: serverEnvironment.HOME ?? user.homedir,
    USER: user.username,
    LOGNAME: user.username,
    SHELL: serverEnvironment.SHELL ?? user.shell ?? "/bin/sh",
  };
  for (const name of INHERITED) {
    const value = serverEnvironment[name];
    if (value) environment[name] = value;
  }
  return environment;
}

/** The whole environment of a run. */
export function runEnvironment(spec: RunSpec, serverEnvironment: Environment): Record<string, string> {
  return {
    ...machineEnvironment(serverEnvironment),
    ...(spec.tty && { TERM: "xterm-256color" }),
    // Without this a program takes every GPU there is, also those of others.
    CUDA_DEVICE_ORDER: "PCI_BUS_ID",
    CUDA_VISIBLE_DEVICES: spec.resources.gpus.join(","),
    ...spec.env,
    ...spec.secretEnv,
    [RUN_MARK]: spec.runId,
  };
}
