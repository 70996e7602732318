import type { IncomingMessage } from "node:http";
import type { Asker } from "../../contract/roles.ts";
import { readOffer } from "../../contract/subprotocols.ts";
import { HttpError } from "./errors.ts";

/** Who asks. */
export type Person = Asker;

/** Whose a presented token is at this moment; undefined when it is nobody's (any more). */
export type Identify = (token: string | undefined) => Person | undefined;

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
}

/** The token of a WebSocket handshake: header (SDK), sub-protocol (browser) or query (port forwarding), in this order. */
export function upgradeToken(request: IncomingMessage, query: URLSearchParams): string | undefined {
  return (
    bearerToken(request.headers.authorization) ??
    readOffer(offeredProtocols(request)).token ??
    query.get("neuro-auth-token") ??
    undefined
  );
}

/** The sub-protocols that a client offers, in its order. */
export function offeredProtocols(request: IncomingMessage): string[] {
  return (request.headers["sec-websocket-protocol"] ?? "").split(/[\s,]+/).filter((protocol) => protocol !== "");
}

/** The refusal of a missing or wrong token. */
export function unauthorized(): HttpError {
  return new HttpError(401, "Sign in with this server's token; it stands in the link that the server printed.");
}
