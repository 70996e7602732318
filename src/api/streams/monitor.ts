import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import type { MonitorOptions } from "../jobsClient.ts";
import { readStream, type Connection } from "./connection.ts";

/** A job's log as bytes cut anywhere: first what was archived, then live. */
export function monitor(connection: Connection, jobId: string, options: MonitorOptions): AsyncIterable<Uint8Array> {
  // An empty separator keeps the server from making up one that would stand in the log.
  const query = new URLSearchParams({ separator: options.separator ?? "" });
  if (options.timestamps) query.set("timestamps", "true");
  if (options.sinceMs !== undefined) query.set("since", new Date(options.sinceMs).toISOString());
  return readStream(
    connection,
    {
      jobId,
      stream: "log_ws",
      query,
      protocol: SUBPROTOCOL.logs,
      preferredProtocol: options.timestamps && options.onStreams ? SUBPROTOCOL.logStreams : undefined,
      needsRunning: false,
      signal: options.signal,
    },
    (protocol) => {
      options.onStreams?.(protocol === SUBPROTOCOL.logStreams);
      options.onOpen?.();
    },
  );
}
