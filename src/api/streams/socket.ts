import { createQueue, type Queue } from "./queue.ts";

/** How a socket closed; 1006 means that the connection broke or was refused. */
export interface SocketClose {
  readonly code: number;
  readonly reason: string;
}

/** A connected WebSocket. Whoever opened it closes it. */
export interface Socket {
  /** Frames in order until the socket closed; throws the signal's reason when aborted. One reader. */
  readonly frames: AsyncIterable<Uint8Array>;
  /** Resolves once the connection is gone, whoever closed it. */
  readonly closed: Promise<SocketClose>;
  readonly isOpen: boolean;
  /** The sub-protocol that the server chose; empty when it chose none. */
  readonly protocol: string;
  /** Bytes sent that have not yet left. */
  readonly bufferedBytes: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  /** Ends `frames` at once. Safe to call twice. */
  close(): void;
}

export interface SocketOptions {
  readonly WebSocket: typeof globalThis.WebSocket;
  readonly url: string;
  readonly protocols: string[];
  readonly signal?: AbortSignal;
}

/** A socket that closed before it was open; a browser is not told why. */
export class SocketRefused extends Error {
  override readonly name = "SocketRefused";
  constructor(readonly close: SocketClose) {
    super(`The socket was refused (${close.code})`);
  }
}

const NORMAL = 1000;

/** Opens a WebSocket. Rejects with SocketRefused, and with the signal's reason when aborted. */
export async function openSocket({ WebSocket, url, protocols, signal }: SocketOptions): Promise<Socket> {
  signal?.throwIfAborted();
  const socket = new WebSocket(url, protocols);
  socket.binaryType = "arraybuffer";
  const frames = createQueue<Uint8Array>();
  socket.addEventListener("message", (event) => frames.push(bytesOf(event.data)));
  const { opened, closed } = followLife(socket, frames, signal);
  const wasOpened = await opened;
  signal?.throwIfAborted();
  if (!wasOpened) throw new SocketRefused(await closed);
  return {
    frames: frames.items,
    closed,
    protocol: socket.protocol,
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send: (data) => socket.send(data),
    close() {
      frames.end();
      socket.close(NORMAL);
    },
  };
}

interface SocketLife {
  /** Whether it was ever open; told once that is known, also when the signal aborts. */
  readonly opened: Promise<boolean>;
  readonly closed: Promise<SocketClose>;
}

function followLife(socket: WebSocket, frames: Queue<Uint8Array>, signal: AbortSignal | undefined): SocketLife {
  let settle: (wasOpened: boolean) => void;
  const opened = new Promise<boolean>((resolve) => (settle = resolve));
  const abort = () => {
    frames.fail(signal?.reason);
    socket.close(NORMAL);
    // The closing handshake may take long; nobody needs to wait for it.
    settle(false);
  };
  signal?.addEventListener("abort", abort, { once: true });
  socket.addEventListener("open", () => settle(true));
  // It says nothing, and "close" always follows it; without a listener it would count as unhandled in Node.
  socket.addEventListener("error", () => settle(false));
  const closed = new Promise<SocketClose>((resolve) => {
    socket.addEventListener("close", (event) => {
      signal?.removeEventListener("abort", abort);
      frames.end();
      settle(false);
      resolve({ code: event.code, reason: event.reason });
    });
  });
  return { opened, closed };
}

function bytesOf(data: unknown): Uint8Array {
  return typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data as ArrayBuffer);
}
