import helmet from "@fastify/helmet";
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { Logger } from "pino";
import { bearerToken, unauthorized, type Identify } from "./http/auth.ts";
import type { Backend } from "./http/backend.ts";
import { isUnforeseen, toHttpError } from "./http/errors.ts";
import { createHostCheck, type HostCheck } from "./http/hostCheck.ts";
import { createHttpServer, listenOnOtherLoopback } from "./http/listening.ts";
import { securityHeaders } from "./http/securityHeaders.ts";
import { pageScripts, serveApp } from "./http/staticApp.ts";
import { createVigil, type Vigil } from "./http/vigil.ts";
import { acceptUpgrades } from "./upgrade.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;
const API = "/api/v1";
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

export interface AppOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Folder of the built single-page app. */
  readonly appDir: string;
  readonly backend: Backend;
  readonly log: Logger;
}

export interface App {
  /** Listens and lets the backend begin. @returns the port. @throws the listening error (EADDRINUSE, …) */
  listen(): Promise<number>;
  /** Every address the app answers at: method, or "WS", and path. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** Stops listening, says goodbye to open sockets and closes the backend. */
  close(): Promise<void>;
}

/** Assembles the HTTP server around a backend; it knows no engine. */
export async function createApp(options: AppOptions): Promise<App> {
  const { backend, log } = options;
  const { pages } = backend;
  const hostCheck = createHostCheck(options.host, pages?.domain);
  const vigil = createVigil(backend.identify, log);
  const loggerInstance: FastifyBaseLogger = log;
  const server: FastifyInstance = fastify({
    loggerInstance,
    serverFactory: (handler) => createHttpServer(handler, pages),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => void writeError(error, request, reply),
  });
  const routes = backend.sockets.map((route) => ({ method: "WS", path: route.path }));
  server.addHook("onRoute", ({ method, url }) => void routes.push({ method: String(method), path: url }));
  server.decorateRequest("person", null);
  server.setErrorHandler(writeError);
  guardHost(server, hostCheck);
  await server.register(helmet, securityHeaders(await pageScripts(options.appDir)));
  server.get("/ping", () => "pong");
  await server.register(
    (api, _options, done) => {
      requireToken(api, backend.identify, vigil);
      backend.addRoutes(api);
      done();
    },
    { prefix: API },
  );
  await serveApp(server, options.appDir);
  const upgrades = acceptUpgrades(server.server, {
    routes: backend.sockets,
    hostCheck,
    identify: backend.identify,
    pages,
    vigil,
    log,
  });
  await server.ready();
  let closeOther = () => Promise.resolve();

  return {
    routes,
    async listen() {
      await server.listen({ host: options.host, port: options.port });
      if (options.host === "localhost")
        closeOther = await listenOnOtherLoopback(
          server.server,
          (request, response) => server.routing(request, response),
          pages,
        );
      const port = portOf(server);
      backend.begin(`http://${urlHost(options.host)}:${port}`);
      return port;
    },
    async close() {
      await Promise.all([server.close(), closeOther(), upgrades.close()]);
      vigil.close();
      await backend.close();
    },
  };
}

function writeError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = toHttpError(error);
  if (isUnforeseen(error)) request.log.error({ err: error, req: request }, "a request failed");
  return reply.status(refusal.status).header("content-type", "application/json; charset=utf-8").send(refusal.body);
}

function guardHost(server: FastifyInstance, hostCheck: HostCheck): void {
  server.addHook("onRequest", (request, _reply, done) => {
    const { host, origin } = request.headers;
    hostCheck.checkHost(host);
    if (!SAFE_METHODS.has(request.method)) hostCheck.checkOrigin(origin, host);
    done();
  });
}

function requireToken(api: FastifyInstance, identify: Identify, vigil: Vigil): void {
  api.addHook("onRequest", (request, reply, done) => {
    const { authorization } = request.headers;
    const token = bearerToken(authorization);
    const person = identify(token);
    request.person = person ?? null;
    if (token !== undefined && person) {
      // A log is followed for as long as its job runs.
      reply.raw.once(
        "close",
        vigil.watch(token, person, () => reply.raw.destroy()),
      );
    } else if (authorization !== undefined || request.routeOptions.config.anonymous !== true) {
      throw unauthorized();
    }
    done();
  });
}

function portOf(server: FastifyInstance): number {
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port.");
  return address.port;
}

/** How a host is written in an address, as seen from this machine. */
function urlHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
