import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { unauthorized, type Identify, type Person } from "./auth.ts";
import type { SocketRoute } from "./sockets.ts";

/** What answers under `/api/v1`: our own platform or a remote one. The app has checked host, origin and token before. */
export interface Backend {
  /** Knows people by their tokens. */
  readonly identify: Identify;
  /** Adds the HTTP routes, relative to `/api/v1`. */
  addRoutes(api: FastifyInstance): void;
  readonly sockets: readonly SocketRoute[];
  /** Pages of jobs on hosts of their own; undefined where there are none. */
  readonly pages?: PageServer;
  /** Begins to work once the server is reachable. @param origin e.g. `http://127.0.0.1:8080` */
  begin(origin: string): void;
  /** Stops working and writes down what is not yet written; jobs go on running. */
  close(): Promise<void>;
}

/** Serves hosts of its own before, and apart from, everything else that the server has. None of these throws. */
export interface PageServer {
  /** The hosts are below this name. */
  readonly domain: string;
  owns(host: string | undefined): boolean;
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Ends every connection that was upgraded. */
  close(): void;
}

/** Who asks on a route that is not `anonymous`. */
export function personOf(request: FastifyRequest): Person {
  if (!request.person) throw unauthorized();
  return request.person;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Also answers who has no token; with a wrong one nothing does. */
    anonymous?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; null only on a route that is `anonymous`. */
    person: Person | null;
  }
}
