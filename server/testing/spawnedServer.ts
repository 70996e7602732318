import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../dist/server/main.js", import.meta.url));
const READY = /^Jobdeck is ready: (http:\/\/[^/]+)\/#token=(.+)$/;

/** The built server as a process of its own. */
export interface SpawnedServer {
  readonly process: ChildProcess;
  readonly origin: string;
  readonly token: string;
  /** Everything printed so far. */
  output(): { stdout: string; stderr: string };
  /** Sends a signal and waits for the end: the exit code, or the signal that ended it. */
  stop(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** Runs the program to its end. */
export async function runMain(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { child, output } = launch(args, env);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output() };
}

/** Starts the program and waits for its ready line. */
export async function spawnMain(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<SpawnedServer> {
  const { child, output } = launch(args, env);
  const closed = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    const [, origin, token] = READY.exec(line) ?? [];
    if (origin === undefined || token === undefined) continue;
    return {
      ...{ process: child, origin, token, output },
      async stop(signal) {
        child.kill(signal);
        const [code, endedBy] = await closed;
        return code ?? endedBy ?? 0;
      },
    };
  }
  await closed;
  throw new Error(`The server ended before it was ready: ${output().stderr}`);
}

function launch(args: readonly string[], env: NodeJS.ProcessEnv) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => (stdout += String(data)));
  child.stderr.on("data", (data) => (stderr += String(data)));
  return { child, output: () => ({ stdout, stderr }) };
}
