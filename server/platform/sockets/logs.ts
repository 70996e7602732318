import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { sendFrame, type SocketRoute } from "../../http/sockets.ts";
import { jobLog } from "../jobLog.ts";
import { readLogQuery } from "../logQuery.ts";
import type { PlatformServices } from "../routes/services.ts";

/** `log_ws`: binary frames, each sent once the one before was taken. */
export function logSocket(services: PlatformServices): SocketRoute {
  return {
    path: "/api/v1/jobs/:id/log_ws",
    protocols: [SUBPROTOCOL.logs, SUBPROTOCOL.logStreams],
    open({ params, query, protocol }) {
      const { id } = services.jobs.find(params.id ?? "");
      const options = { ...readLogQuery(query), tellsStreams: protocol === SUBPROTOCOL.logStreams, recycles: true };
      return async (socket, signal) => {
        for await (const piece of jobLog(id, { ...options, signal }, services)) await sendFrame(socket, piece);
      };
    },
  };
}
