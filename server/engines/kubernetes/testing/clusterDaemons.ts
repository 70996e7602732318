import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { KUBECONFIG } from "./cluster.ts";

/** The test cluster's own state folder, with a file for the process id of each of its daemons. */
const STATE = KUBECONFIG === undefined ? "" : dirname(KUBECONFIG);

type Daemon = "apiserver" | "kubelet";

const pidPath = (daemon: Daemon) => join(STATE, `${daemon}.pid`);

/** Whether the daemons of the cluster are processes of this machine. */
export const canStopDaemons = existsSync(pidPath("apiserver")) && existsSync(pidPath("kubelet"));

export interface StoppedDaemon {
  /** Starts it again as it was. @param changeArgument gives an argument another value for this time */
  start(changeArgument?: (argument: string) => string): void;
}

/** Kills a daemon of the cluster, as a crash would, and waits until it is gone. Whoever does so starts it again. */
export async function stopDaemon(daemon: Daemon): Promise<StoppedDaemon> {
  const pid = Number(readFileSync(pidPath(daemon), "utf8"));
  const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  process.kill(pid, "SIGKILL");
  while (isAlive(pid)) await delay(50);
  return {
    start(changeArgument = (argument) => argument) {
      const [program = "", ...args] = words;
      const log = openSync(join(STATE, `${daemon}.log`), "a");
      const options = { cwd: STATE, detached: true, stdio: ["ignore", log, log] as const };
      const child = spawn(program, args.map(changeArgument), { ...options, stdio: [...options.stdio] });
      writeFileSync(pidPath(daemon), `${child.pid}\n`);
      child.unref();
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    // Nobody may have waited for it: a zombie is gone too.
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return false;
    throw error;
  }
}
