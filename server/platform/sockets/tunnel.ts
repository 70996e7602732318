import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { SocketClose, sendFrame, type SocketSession } from "../../http/sockets.ts";

const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;
const BROKEN = 1011;
/** How long a program may take to read the last bytes of a client who has left. */
const LAST_BYTES_MS = 5_000;

/**
 * Carries bytes between a socket and a connection, each way no faster than it is read. An empty frame ends the client's
 * half, and what the program still says arrives; the socket ends once the program has ended its own.
 */
export function tunnelSession(connection: Duplex): SocketSession {
  return async (socket) => {
    const failed = receiveBytes(socket, connection);
    try {
      await Promise.race([sendBytes(socket, connection), failed]);
    } finally {
      // Nobody takes what still comes, and a paused socket would not read the client's goodbye either.
      socket.removeAllListeners("message");
      socket.resume();
    }
  };
}

async function sendBytes(socket: WebSocket, connection: Duplex): Promise<void> {
  const chunks = connection.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  try {
    for await (const chunk of chunks) await sendFrame(socket, chunk);
  } catch (error) {
    throw new SocketClose(BROKEN, `The connection to the port broke: ${(error as Error).message}`);
  }
}

/** Rejects at a frame that cannot be carried. */
function receiveBytes(socket: WebSocket, connection: Duplex): Promise<never> {
  return new Promise((_resolve, reject) => {
    connection.on("drain", () => socket.resume());
    socket.on("message", (raw: RawData, isBinary: boolean) => {
      const bytes = raw as Buffer;
      if (!isBinary) reject(new SocketClose(UNSUPPORTED_DATA, "Frames must be binary."));
      else if (connection.writableEnded) reject(new SocketClose(POLICY_VIOLATION, "The empty frame was the last."));
      else if (bytes.length === 0) connection.end();
      else if (!connection.write(bytes)) socket.pause();
    });
  });
}

/** Lets a connection go: what its client has sent is still delivered, what comes back is nobody's any more. */
export function letGo(connection: Duplex): void {
  if (connection.destroyed) return;
  const timer = setTimeout(() => connection.destroy(), LAST_BYTES_MS);
  connection.once("close", () => clearTimeout(timer));
  connection.end(() => connection.destroy());
}
