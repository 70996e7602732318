import type { Duplex } from "node:stream";
import type { Engine, Handle } from "../../engines/engine.ts";
import { brokenRule, HttpError } from "../../http/errors.ts";
import type { SocketRoute } from "../../http/sockets.ts";
import type { PlatformServices } from "../routes/services.ts";
import { findRunning } from "../runningJob.ts";
import { letGo, tunnelSession } from "./tunnel.ts";

/** How long what a job said last may take to arrive once it has ended. */
const LAST_WORDS_MS = 2_000;

/** `port_forward`: one TCP connection to a port of the job, refused before the handshake when the port refuses. */
export function portForwardSocket({ jobs, store, engine }: PlatformServices): SocketRoute {
  return {
    path: "/api/v1/jobs/:id/port_forward/:port",
    protocols: [],
    async open({ params, gone }) {
      const { handle } = findRunning(params.id ?? "", jobs, store);
      if (!engine.dial) throw new HttpError(501, "This engine cannot forward ports.");
      const connection = await engine.dial(handle, readPort(params.port ?? ""));
      // Whoever reads or writes is told; an error between two of them must not end the server.
      connection.on("error", () => undefined);
      gone.addEventListener("abort", () => letGo(connection), { once: true });
      if (gone.aborted) letGo(connection);
      else endWithRun(engine, handle, connection, gone);
      return tunnelSession(connection);
    },
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw brokenRule("port", `must be a whole number from 1 to 65535, not ${JSON.stringify(text)}`);
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
