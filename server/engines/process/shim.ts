/**
 * The supervisor of one run: a small program of its own that outlives the server. It owns the run's terminal or pipes,
 * writes its log, knows how it ended, and goes away once that is recorded.
 * It is told the run's folder by its argument, and what to run by its standard input.
 */
import { readFileSync, rmSync, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { RunEnd } from "../engine.ts";
import { runFolderAt, writeEndRecord, writeRunRecord, type RunFolder } from "./runFolder.ts";
import type { ShimReady, ShimSpec } from "./shimProtocol.ts";
import { complain } from "./supervisor/complain.ts";
import { listen } from "./supervisor/connections.ts";
import { startRun } from "./supervisor/run.ts";

/** What a run gets when the machine shuts down. */
const SHUTDOWN_GRACE_MS = 5000;
const RECORD_RETRY_MS = 1000;
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
  const end = await run.ended;
  run.release();
  if (!tryToRecord(run.folder, end)) {
    // Who is connected need not wait for that; and nobody could ask a supervisor that has gone.
    connections.announce(end);
    do await delay(RECORD_RETRY_MS);
    while (!tryToRecord(run.folder, end));
  }
  await connections.close(end);
  rmSync(spec.socketPath, { force: true });
}

/** The end must not get lost because the disk is full for a while. */
function tryToRecord(folder: RunFolder, end: RunEnd): boolean {
  try {
    writeEndRecord(folder, { state: "ended", end });
    return true;
  } catch (error) {
    // The run has been removed: nobody will ask.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true;
    complain(`The end of the run cannot be recorded, trying again: ${String(error)}`);
    return false;
  }
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
    complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
    answer({ ready: false, message: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  },
);
