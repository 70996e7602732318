import { telemetry, type Telemetry } from "../../../contract/telemetry.ts";
import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { ApiError } from "../errors.ts";
import { parseWire } from "../http.ts";
import type { WatchOptions } from "../jobsClient.ts";
import { readStream, type Connection } from "./connection.ts";

/** A job's telemetry, about one sample a second, until the job ends. */
export async function* top(connection: Connection, jobId: string, options: WatchOptions): AsyncIterable<Telemetry> {
  const frames = readStream(
    connection,
    {
      jobId,
      stream: "top",
      query: new URLSearchParams(),
      protocol: SUBPROTOCOL.top,
      needsRunning: true,
      signal: options.signal,
    },
    options.onOpen,
  );
  const decoder = new TextDecoder();
  for await (const frame of frames) yield parseWire(telemetry, jsonOf(decoder.decode(frame)), "telemetry");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ApiError("protocol", "The server's telemetry is not JSON.", { cause: error });
  }
}
