import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { topFrame, type TopFrame, type TopPick } from "../../../contract/topMany.ts";
import { ApiError } from "../errors.ts";
import { parseWire } from "../http.ts";
import type { TopMany, WatchOptions } from "../jobsClient.ts";
import { NORMAL_CLOSE, protocolsOf, type Connection } from "./connection.ts";
import { openSocket, SocketRefused, type Socket } from "./socket.ts";

/**
 * Opens the telemetry of many jobs over one socket (our own platform). A browser is not told why a socket was refused.
 * @param isThere rejects when the platform itself cannot be reached, or does not know who asks
 */
export async function topMany(
  connection: Connection,
  { signal, onOpen }: WatchOptions,
  isThere: () => Promise<unknown>,
): Promise<TopMany> {
  let socket: Socket;
  try {
    socket = await openSocket({
      WebSocket: connection.WebSocket,
      url: `${connection.monitoringUrl}/top`,
      protocols: protocolsOf([SUBPROTOCOL.top], connection.token()),
      signal,
    });
  } catch (error) {
    if (!(error instanceof SocketRefused)) throw error;
    await isThere();
    throw new ApiError("not-found", "This platform does not tell of many jobs at once.", { cause: error });
  }
  onOpen?.();
  const encoder = new TextEncoder();
  return {
    frames: framesOf(socket),
    pick: (jobIds) => socket.send(encoder.encode(JSON.stringify({ jobs: [...jobIds] } satisfies TopPick))),
    close: () => socket.close(),
  };
}

async function* framesOf(socket: Socket): AsyncGenerator<TopFrame, void> {
  const decoder = new TextDecoder();
  try {
    for await (const frame of socket.frames) {
      yield parseWire(topFrame, jsonOf(decoder.decode(frame)), "telemetry");
    }
    const { code, reason } = await socket.closed;
    if (code !== NORMAL_CLOSE) {
      throw new ApiError("network", reason === "" ? "The connection to the platform was lost." : reason);
    }
  } finally {
    socket.close();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ApiError("protocol", "The server's telemetry is not JSON.", { cause: error });
  }
}
