import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import { unauthorized, upgradeToken, type TokenCheck } from "./http/auth.ts";
import { HttpError, isUnforeseen, refuseUpgrade, toHttpError } from "./http/errors.ts";
import type { HostCheck } from "./http/hostCheck.ts";
import { matchPath, runSession, type SocketRoute, type SocketSession } from "./http/sockets.ts";

const MAX_MESSAGE_BYTES = 1024 * 1024;
const CLOSE_PATIENCE_MS = 1_000;
const STOPPING = "The server is stopping.";

export interface UpgradeOptions {
  readonly routes: readonly SocketRoute[];
  readonly hostCheck: HostCheck;
  readonly isToken: TokenCheck;
  readonly log: Logger;
}

/** The one listener of the server's 'upgrade' event. Its `close` says goodbye (1001) to every open socket. */
export function acceptUpgrades(server: Server, options: UpgradeOptions): { close(): Promise<void> } {
  let closing = false;
  const sessions = new Map<Promise<void>, () => void>();
  const negotiators = new Map(options.routes.map((route) => [route, negotiator(route)]));

  function accept(request: IncomingMessage, socket: Duplex, head: Buffer, route: SocketRoute, session: SocketSession) {
    negotiators.get(route)?.handleUpgrade(request, socket, head, (webSocket) => {
      const gone = new AbortController();
      const closed = new Promise<void>((resolve) => webSocket.once("close", () => resolve()));
      const running = Promise.all([runSession(webSocket, session, gone, options.log), closed]).then(
        () => void sessions.delete(running),
      );
      sessions.set(running, () => {
        gone.abort(new Error(STOPPING));
        webSocket.close(1001, STOPPING);
        setTimeout(() => webSocket.terminate(), CLOSE_PATIENCE_MS).unref();
      });
    });
  }

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", (error) => options.log.debug({ err: error }, "socket failed"));
    try {
      if (closing) throw new HttpError(503, STOPPING);
      const { route, session } = dispatch(request, options);
      accept(request, socket, head, route, session);
    } catch (error) {
      if (isUnforeseen(error)) options.log.error({ err: error }, "a stream could not be opened");
      refuseUpgrade(socket, toHttpError(error));
    }
  });

  return {
    async close() {
      closing = true;
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
    handleProtocols: (offered) => [...offered].find((protocol) => route.protocols.includes(protocol)) ?? false,
  });
}

/** Everything synchronous, so that no byte of the client can arrive before somebody listens. @throws HttpError */
function dispatch(request: IncomingMessage, options: UpgradeOptions): { route: SocketRoute; session: SocketSession } {
  const { host, origin } = request.headers;
  options.hostCheck.checkHost(host);
  options.hostCheck.checkOrigin(origin, host);
  const [path = "", search = ""] = (request.url ?? "").split("?", 2);
  const query = new URLSearchParams(search);
  if (!options.isToken(upgradeToken(request, query))) throw unauthorized();
  for (const route of options.routes) {
    const params = readPath(route.path, path);
    if (params) return { route, session: route.open({ params, query }) };
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
