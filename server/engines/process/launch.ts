import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { EngineError } from "../engine.ts";
import { SHIM_MARK } from "./processTree.ts";
import type { RunFolder } from "./runFolder.ts";
import type { ShimReady, ShimSpec } from "./shimProtocol.ts";

const READY_TIMEOUT_MS = 60_000;

export interface ShimProgram {
  /** The supervisor's program, built. */
  readonly shimPath: string;
  readonly folder: RunFolder;
  /** The supervisor's own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Starts a run's supervisor and, by it, the run. Resolves once both are there.
 * @throws EngineError unavailable
 */
export async function launchShim({ shimPath, folder, environment }: ShimProgram, spec: ShimSpec): Promise<void> {
  const log = openSync(folder.supervisorLogPath, "a", 0o600);
  // No flags for V8: with any, it refuses the code that Node has compiled ahead, and starts slower and larger.
  const shim = spawn(process.execPath, [shimPath, folder.path], {
    cwd: "/",
    detached: true,
    env: { ...environment, [SHIM_MARK]: spec.runId },
    stdio: ["pipe", "pipe", log],
  });
  closeSync(log);
  try {
    const ready = await readReady(shim, JSON.stringify(spec));
    if (!ready.ready) throw new EngineError("unavailable", `The run could not be started: ${ready.message}`);
  } catch (error) {
    shim.kill("SIGKILL");
    throw error;
  } finally {
    shim.stdin?.destroy();
    shim.stdout?.destroy();
    shim.unref();
  }
}

function readReady(shim: ChildProcess, spec: string): Promise<ShimReady> {
  return new Promise((resolve, reject) => {
    const fail = (message: string, cause?: Error) => reject(new EngineError("unavailable", message, { cause }));
    const timer = setTimeout(() => fail("The run's supervisor did not start in time."), READY_TIMEOUT_MS);
    let text = "";
    shim.stdout?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (text.includes("\n")) resolve(JSON.parse(text) as ShimReady);
    });
    // Not at its exit, of which may be heard before what it has said: that of a short run ends soon.
    shim.once("close", (code, signal) => fail(`The run's supervisor ended at once (${signal ?? code}).`));
    shim.once("error", (error) => fail(`The run's supervisor could not be started: ${error.message}`, error));
    shim.once("close", () => clearTimeout(timer));
    shim.stdout?.once("close", () => clearTimeout(timer));
    // A supervisor that dies before it has read everything is reported by its exit.
    shim.stdin?.on("error", () => undefined).end(spec);
  });
}
