import { readLogFrame } from "../../../contract/logFrames.ts";
import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { keepContract } from "../http.ts";
import type { MonitorOptions } from "../jobsClient.ts";
import { readStream, type Connection } from "./connection.ts";

/** A job's log as bytes cut anywhere: first what was archived, then live. */
export async function* monitor(
  connection: Connection,
  jobId: string,
  options: MonitorOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  // An empty separator keeps the server from making up one that would stand in the log.
  const query = new URLSearchParams({ separator: options.separator ?? "" });
  if (options.timestamps) query.set("timestamps", "true");
  if (options.sinceMs !== undefined) query.set("since", new Date(options.sinceMs).toISOString());
  let isOwn = false;
  const frames = readStream(
    connection,
    {
      jobId,
      stream: "log_ws",
      query,
      protocol: SUBPROTOCOL.logs,
      preferredProtocol: options.timestamps && options.onStreams ? SUBPROTOCOL.ownLogs : undefined,
      needsRunning: false,
      signal: options.signal,
    },
    (protocol) => {
      isOwn = protocol === SUBPROTOCOL.ownLogs;
      options.onStreams?.(isOwn);
      options.onOpen?.();
    },
  );
  for await (const frame of frames) {
    const { piece, lines } = isOwn ? keepContract(() => readLogFrame(frame)) : { piece: frame, lines: undefined };
    options.onLines?.(lines);
    yield piece;
  }
}
