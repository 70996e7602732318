import { onAbort } from "../../engines/onAbort.ts";
import { brokenRule } from "../../http/errors.ts";
import type { SocketRoute } from "../../http/sockets.ts";
import type { PlatformServices } from "../routes/services.ts";
import { connectToRun } from "../runConnection.ts";
import { findRunning } from "../runningJob.ts";
import { letGo, tunnelSession } from "./tunnel.ts";

/** `port_forward`: one TCP connection to a port of the job, refused before the handshake when the port refuses. */
export function portForwardSocket({ jobs, store, engine }: PlatformServices): SocketRoute {
  return {
    path: "/api/v1/jobs/:id/port_forward/:port",
    protocols: [],
    async open({ params, gone }) {
      const { handle } = findRunning(params.id ?? "", jobs, store);
      const connection = await connectToRun(engine, handle, readPort(params.port ?? ""), gone);
      onAbort(gone, () => letGo(connection));
      return tunnelSession(connection);
    },
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw brokenRule("port", `must be a whole number from 1 to 65535, not ${JSON.stringify(text)}`);
}
