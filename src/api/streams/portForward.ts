import { ApiError } from "../errors.ts";
import type { CallOptions, PortConnection } from "../jobsClient.ts";
import { connectStream, explainClose, NORMAL_CLOSE, type Connection, type StreamRequest } from "./connection.ts";
import type { Socket } from "./socket.ts";
import { assertOpen } from "./stdStream.ts";

/** Opens one TCP connection to a port of a job. */
export async function portForward(
  connection: Connection,
  jobId: string,
  port: number,
  options: CallOptions,
): Promise<PortConnection> {
  refuseImpossible(port);
  const request: StreamRequest = {
    jobId,
    stream: `port_forward/${port}`,
    query: new URLSearchParams(),
    needsRunning: true,
    signal: options.signal,
    whyRefused: () => Promise.resolve(new ApiError("server", `Nothing answers on port ${port} of the job.`)),
  };
  const socket = await connectStream(connection, request);
  let closedHere = false;
  let inputEnded = false;
  return {
    bytes: readBytes(socket, connection, request, () => closedHere),
    get bufferedBytes() {
      return socket.bufferedBytes;
    },
    write(data) {
      assertOpen(socket);
      if (inputEnded) throw new ApiError("invalid", "The input was ended: nothing more can be written.");
      if (data.length > 0) socket.send(data.slice());
    },
    endInput() {
      if (inputEnded) return;
      assertOpen(socket);
      inputEnded = true;
      // No data is ever an empty frame; so that is how the end is told.
      socket.send(new Uint8Array());
    },
    close() {
      closedHere = true;
      socket.close();
    },
  };
}

async function* readBytes(
  socket: Socket,
  connection: Connection,
  request: StreamRequest,
  isClosedHere: () => boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* socket.frames;
    if (isClosedHere()) return;
    const close = await socket.closed;
    if (close.code !== NORMAL_CLOSE) throw await explainClose(connection, request, close, { wasOpen: true });
  } finally {
    socket.close();
  }
}

/** What every server refuses before the handshake, where a browser could not read why. */
function refuseImpossible(port: number): void {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return;
  throw new ApiError("invalid", "A port is a whole number from 1 to 65535.", { field: "port" });
}
