import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The built program. */
export const MAIN = fileURLToPath(new URL("../../dist/server/main.js", import.meta.url));
const READY = /^Jobdeck is ready: (http:\/\/[^/]+)\/#token=(.+)$/;

/** The built server as a process of its own. Whoever launched it stops it. */
export interface LaunchedServer {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** Sends a signal and waits for the end; jobs go on. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the built server on a free port and waits for its ready line. */
export async function launchServer(dataDir: string, engine: string, flags: string[] = []): Promise<LaunchedServer> {
  // Many jobs of a tenth of a processor run at once here, and must not be as slow as that.
  const usual = ["--port", "0", "--data", dataDir, "--engine", engine, "--cpu-limits", "off"];
  const child = spawn(process.execPath, [MAIN, ...usual, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url, token] = READY.exec(line) ?? [];
    if (url === undefined || token === undefined || child.pid === undefined) continue;
    return {
      ...{ url, token, pid: child.pid },
      async stop(signal = "SIGTERM") {
        child.kill(signal);
        await exited;
      },
    };
  }
  throw new Error("The server ended before it was ready; its last words stand above.");
}
