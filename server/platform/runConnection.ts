import type { Duplex } from "node:stream";
import type { Engine, Handle } from "../engines/engine.ts";
import { HttpError } from "../http/errors.ts";

/** How long what a job said last may take to arrive once it has ended. */
const LAST_WORDS_MS = 2_000;

/**
 * Connects to a port of a run. The connection is destroyed two seconds after the run has ended; whoever asked destroys
 * it otherwise, and aborts `gone` then.
 * @throws EngineError not_found, conflict (not running), invalid (nobody listens there); HttpError 501
 */
export async function connectToRun(engine: Engine, handle: Handle, port: number, gone: AbortSignal): Promise<Duplex> {
  if (!engine.dial) throw new HttpError(501, "This engine cannot forward ports.");
  const connection = await engine.dial(handle, port);
  // Whoever reads or writes is told; an error between two of them must not end the server.
  connection.on("error", () => undefined);
  if (!gone.aborted) endWithRun(engine, handle, connection, gone);
  return connection;
}

/** A run's own connections end with it; this ends those to a port that is now somebody else's. */
function endWithRun(engine: Engine, handle: Handle, connection: Duplex, gone: AbortSignal): void {
  const drop = () => {
    if (gone.aborted || connection.destroyed) return;
    const timer = setTimeout(() => connection.destroy(new Error("the job has ended")), LAST_WORDS_MS);
    connection.once("close", () => clearTimeout(timer));
  };
  // A run that was lost, or of an engine that is closed, is none to be connected to either.
  engine.wait(handle, gone).then(drop, drop);
}
