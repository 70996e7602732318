import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { PageServer } from "./backend.ts";

const KEEP_ALIVE_MS = 72_000;

/** An HTTP server that gives a request to the pages when its host is theirs, and to nobody else then. */
export function createHttpServer(app: RequestListener, pages: PageServer | undefined): Server {
  const server = createServer((request, response) => {
    if (pages?.owns(request.headers.host)) pages.request(request, response);
    else app(request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // What a job is sent may take hours; headers must still arrive within a minute.
  server.requestTimeout = 0;
  return server;
}

/**
 * `localhost` is two addresses, and a browser may try either: listens on the one that the main server has not taken.
 * @returns how to stop; where the machine has no other address there is nothing to stop
 */
export async function listenOnOtherLoopback(main: Server, app: RequestListener, pages: PageServer | undefined) {
  const address = main.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port.");
  const other = createHttpServer(app, pages);
  other.on("upgrade", (...upgrade) => main.emit("upgrade", ...upgrade));
  other.on("clientError", (...problem) => main.emit("clientError", ...problem));
  other.listen({ host: address.family === "IPv6" ? "127.0.0.1" : "::1", port: address.port });
  const isListening = await once(other, "listening").then(
    () => true,
    () => false,
  );
  return async () => {
    if (!isListening) return;
    const closed = once(other, "close");
    other.close();
    other.closeAllConnections();
    await closed;
  };
}
