import { WebSocket } from "ws";
import type { Logger } from "pino";
import type { Person } from "./auth.ts";
import { isUnforeseen, toHttpError } from "./errors.ts";

const PING_INTERVAL_MS = 30_000;
const MAX_REASON_BYTES = 123;

/** What a client asked for. */
export interface SocketRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly person: Person;
  /** The service's own sub-protocol that was agreed on; undefined when the client offered none that the route has. */
  readonly protocol: string | undefined;
  /** Aborted once the client has gone, also while `open` is still deciding. */
  readonly gone: AbortSignal;
}

/** Speaks on an open socket; the socket is closed with 1000 when it resolves and with 1011 when it rejects. */
export type SocketSession = (socket: WebSocket, gone: AbortSignal) => Promise<void>;

/** A WebSocket address below the server's root. */
export interface SocketRoute {
  /** With parameters as Fastify writes them: `/api/v1/jobs/:id/top`. */
  readonly path: string;
  /** The service's own sub-protocols. */
  readonly protocols: readonly string[];
  /** Decides before the handshake. What it opens it ends with `gone`. @throws HttpError that refuses it */
  open(request: SocketRequest): SocketSession | Promise<SocketSession>;
}

/** A close that the client is to see with a code of its own. */
export class SocketClose extends Error {
  override readonly name = "SocketClose";
  constructor(
    readonly code: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** Reads a path by a route's pattern: its parameters, or undefined when it is another path. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== value) return undefined;
    } else {
      params[part.slice(1)] = decodeURIComponent(value);
    }
  }
  return params;
}

/** Sends one binary or text frame; resolves once the socket has taken it, so that a slow reader slows its producer. */
export function sendFrame(socket: WebSocket, data: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(data, { binary: typeof data !== "string" }, (error) => (error ? reject(error) : resolve()));
  });
}

/** Runs a session to its end and closes the socket accordingly. Never rejects. */
export async function runSession(
  socket: WebSocket,
  session: SocketSession,
  gone: AbortController,
  log: Logger,
): Promise<void> {
  socket.on("error", (error) => log.debug({ err: error }, "socket failed"));
  socket.on("close", () => gone.abort(new Error("The client has closed the connection.")));
  const stopPinging = pingWhileOpen(socket);
  try {
    await session(socket, gone.signal);
    socket.close(1000);
  } catch (error) {
    // A client that is about to go has begun to close before it is gone: what cannot be sent to it is no failure.
    if (!gone.signal.aborted && socket.readyState === WebSocket.OPEN) closeWithError(socket, error, log);
  } finally {
    gone.abort();
    stopPinging();
  }
}

function closeWithError(socket: WebSocket, error: unknown, log: Logger): void {
  if (error instanceof SocketClose) {
    socket.close(error.code, fitReason(error.message));
    return;
  }
  if (isUnforeseen(error)) log.error({ err: error }, "a stream failed");
  socket.close(1011, fitReason(toHttpError(error).message));
}

/** A close reason may have 123 bytes of UTF-8. */
function fitReason(text: string): string {
  let end = text.length;
  while (Buffer.byteLength(text.slice(0, end)) > MAX_REASON_BYTES) end -= 1;
  return text.slice(0, end);
}

/**
 * Pings and ends peers that do not answer. A peer that still has something to take is left alone: the ping would wait
 * behind it, and a slow reader is not a dead one. While the socket is paused no answer can be read, but a ping to a
 * peer that has gone still fails.
 */
function pingWhileOpen(socket: WebSocket): () => void {
  let answered = true;
  socket.on("pong", () => (answered = true));
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > 0) return;
    if (!answered && !socket.isPaused) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, PING_INTERVAL_MS);
  return () => clearInterval(timer);
}
