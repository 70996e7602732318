import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import type { PageServer } from "./http/backend.ts";
import { offeredProtocols, unauthorized, upgradeToken, type Identify, type Person } from "./http/auth.ts";
import { HttpError, isUnforeseen, refuseUpgrade, toHttpError } from "./http/errors.ts";
import type { HostCheck } from "./http/hostCheck.ts";
import { matchPath, runSession, type SocketRoute, type SocketSession } from "./http/sockets.ts";
import type { Vigil } from "./http/vigil.ts";

const MAX_MESSAGE_BYTES = 1024 * 1024;
const CLOSE_PATIENCE_MS = 1_000;
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const STOPPING = "The server is stopping.";
const REVOKED = "Your right to this has ended.";

export interface UpgradeOptions {
  readonly routes: readonly SocketRoute[];
  readonly hostCheck: HostCheck;
  readonly identify: Identify;
  /** Sockets to its hosts are its own. */
  readonly pages?: PageServer;
  readonly vigil: Vigil;
  readonly log: Logger;
}

/** The one listener of the server's 'upgrade' event. Its `close` says goodbye (1001) to every open socket. */
export function acceptUpgrades(server: Server, options: UpgradeOptions): { close(): Promise<void> } {
  let closing = false;
  const opening = new Set<Duplex>();
  const sessions = new Map<Promise<void>, () => void>();
  const negotiators = new Map(options.routes.map((route) => [route, negotiator(route)]));

  function accept(request: IncomingMessage, socket: Duplex, head: Buffer, dispatched: Dispatched) {
    const { route, session, gone, token, person } = dispatched;
    negotiators.get(route)?.handleUpgrade(request, socket, head, (webSocket) => {
      const closed = new Promise<void>((resolve) => webSocket.once("close", () => resolve()));
      const end = (code: number, reason: string) => {
        gone.abort(new Error(reason));
        webSocket.close(code, reason);
        setTimeout(() => webSocket.terminate(), CLOSE_PATIENCE_MS).unref();
      };
      const unwatch = options.vigil.watch(token, person, () => end(POLICY_VIOLATION, REVOKED));
      const running = Promise.all([runSession(webSocket, session, gone, options.log), closed]).then(() => {
        unwatch();
        sessions.delete(running);
      });
      sessions.set(running, () => end(GOING_AWAY, STOPPING));
    });
  }

  /** Never rejects. Until there is a session, what the client says waits in its socket. */
  async function answer(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    opening.add(socket);
    try {
      if (closing) throw new HttpError(503, STOPPING);
      const dispatched = await dispatch(request, socket, options);
      accept(request, socket, head, dispatched);
    } catch (error) {
      if (isUnforeseen(error) && !socket.destroyed) options.log.error({ err: error }, "a stream could not be opened");
      refuseUpgrade(socket, toHttpError(error));
    } finally {
      opening.delete(socket);
    }
  }

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", (error) => options.log.debug({ err: error }, "socket failed"));
    if (!options.pages?.owns(request.headers.host)) void answer(request, socket, head);
    else if (closing) socket.destroy();
    else options.pages.upgrade(request, socket as Socket, head);
  });

  return {
    async close() {
      closing = true;
      for (const socket of opening) socket.destroy();
      options.pages?.close();
      for (const goodbye of sessions.values()) goodbye();
      await Promise.all(sessions.keys());
    },
  };
}

function negotiator(route: SocketRoute): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => agree(offered, route) ?? false,
  });
}

/** The first of the client's protocols that the route speaks. */
function agree(offered: Iterable<string>, route: SocketRoute): string | undefined {
  return [...offered].find((protocol) => route.protocols.includes(protocol));
}

interface Dispatched {
  readonly route: SocketRoute;
  readonly session: SocketSession;
  readonly gone: AbortController;
  readonly token: string;
  readonly person: Person;
}

/** Finds who serves a request and lets them decide. @throws HttpError */
async function dispatch(request: IncomingMessage, socket: Duplex, options: UpgradeOptions): Promise<Dispatched> {
  const { host, origin } = request.headers;
  options.hostCheck.checkHost(host);
  options.hostCheck.checkOrigin(origin, host);
  const [path = "", search = ""] = (request.url ?? "").split("?", 2);
  const query = new URLSearchParams(search);
  const token = upgradeToken(request, query);
  const person = options.identify(token);
  if (token === undefined || !person) throw unauthorized();
  for (const route of options.routes) {
    const params = readPath(route.path, path);
    if (!params) continue;
    const protocol = agree(offeredProtocols(request), route);
    const gone = new AbortController();
    socket.once("close", () => gone.abort(new Error("The client has closed the connection.")));
    const session = await route.open({ params, query, person, protocol, gone: gone.signal });
    return { route, gone, token, person, session };
  }
  throw new HttpError(404, `There is no WebSocket at ${path}.`);
}

function readPath(pattern: string, path: string): Record<string, string> | undefined {
  try {
    return matchPath(pattern, path);
  } catch (error) {
    if (error instanceof URIError) throw new HttpError(400, "The address has a broken %-escape.");
    throw error;
  }
}
