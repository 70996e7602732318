/**
 * The supervisor of one run: a small program of its own that outlives the server. It owns the run's terminal or pipes,
 * writes its log, knows how it ended, and goes away once that is recorded.
 * It is told the run's folder by its argument, and what to run by its standard input.
 */
import { readFileSync, rmSync, writeSync } from "node:fs";
import { runFolderAt, writeRunRecord } from "./runFolder.ts";
import type { ShimReady, ShimSpec } from "./shimProtocol.ts";
import { listen } from "./supervisor/connections.ts";
import { startRun } from "./supervisor/run.ts";

/** What a run gets when the machine shuts down. */
const SHUTDOWN_GRACE_MS = 5000;
const STDIN = 0;
const STDOUT = 1;

async function supervise(folderPath: string): Promise<void> {
  const spec = JSON.parse(readFileSync(STDIN, "utf8")) as ShimSpec;
  const run = await startRun(spec, runFolderAt(folderPath));
  process.on("SIGTERM", () => run.stop(SHUTDOWN_GRACE_MS));
  const connections = await listen(run);
  // Only now: a record says that there is a supervisor to connect to.
  writeRunRecord(run.folder, run.record);
  answer({ ready: true });
  await connections.close(await run.ended);
  rmSync(spec.socketPath, { force: true });
}

/** A server that died meanwhile hears nothing, and finds the run by its folder. */
function answer(ready: ShimReady): void {
  try {
    writeSync(STDOUT, `${JSON.stringify(ready)}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}

process.on("SIGINT", () => undefined);
process.on("SIGHUP", () => undefined);
supervise(process.argv[2] ?? "").then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    answer({ ready: false, message: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  },
);
