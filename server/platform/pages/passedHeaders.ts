import type { IncomingMessage } from "node:http";
import { bearerToken, type Identify } from "../../http/auth.ts";
import { isSecure } from "./addresses.ts";
import { isSessionCookie, withoutSessionCookies } from "./sessionCookie.ts";

/** Headers as they travel: name, value, name, value, … */
export type RawHeaders = readonly string[];

/** Headers about one connection, which is not the next one's business (RFC 9110, 7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade"],
]);

/** Without these a request would be another, whatever its Connection header says. */
const NEVER_DROPPED: ReadonlySet<string> = new Set(["host", "content-length"]);

/** Tells one's own requests from others, so that a job's port that leads back here is no endless circle. */
export const HOP_HEADER = "x-jobdeck-hop";

/** What is told anew on the way to a job; a 100 was answered here already. */
const REPLACED: ReadonlySet<string> = new Set([
  ...["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "expect", HOP_HEADER],
]);

export interface PassedHeaderOptions {
  readonly identify: Identify;
  /** Names this server. */
  readonly hop: string;
  /** The protocol that is asked to be upgraded to. */
  readonly upgrade?: string;
}

/** The headers of a request as the job gets it: nothing that would let it act as its visitor elsewhere. */
export function requestHeaders(request: IncomingMessage, options: PassedHeaderOptions): string[] {
  const { headers, method = "GET" } = request;
  const passed = pairs(endToEnd(request.rawHeaders, headers.connection))
    .filter(([name]) => !REPLACED.has(name.toLowerCase()))
    .flatMap(([name, value]) => {
      const kept = keptValue(name.toLowerCase(), value, options.identify);
      return kept === undefined ? [] : [name, kept];
    });
  const forwardedFor = [headers["x-forwarded-for"] ?? [], request.socket.remoteAddress ?? []].flat();
  return [
    ...passed,
    ...["X-Forwarded-Host", headers.host ?? "", "X-Forwarded-Proto", isSecure(headers) ? "https" : "http"],
    ...["X-Forwarded-For", forwardedFor.join(", "), HOP_HEADER, options.hop],
    ...(options.upgrade === undefined
      ? [...framing(request, method), "Connection", "close"]
      : ["Connection", "Upgrade", "Upgrade", options.upgrade]),
  ];
}

/** The headers of a job's answer as its visitor gets them. */
export function answerHeaders({ rawHeaders, headers }: IncomingMessage): string[] {
  return pairs(endToEnd(rawHeaders, headers.connection)).flatMap(([name, value]) => {
    if (name.toLowerCase() !== "set-cookie") return [name, value];
    // A cookie of one job is none of the others' business, and our own is not for jobs to set.
    return isSessionCookie(value) ? [] : [name, value.replace(/;\s*domain\s*(=[^;]*)?(?=;|$)/gi, "")];
  });
}

function endToEnd(rawHeaders: RawHeaders, connection: string | undefined): string[] {
  const named = new Set((connection ?? "").toLowerCase().split(/[\s,]+/));
  const isDropped = (name: string) => HOP_BY_HOP.has(name) || (named.has(name) && !NEVER_DROPPED.has(name));
  return pairs(rawHeaders)
    .filter(([name]) => !isDropped(name.toLowerCase()))
    .flat();
}

function pairs(rawHeaders: RawHeaders): [name: string, value: string][] {
  const found: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    found.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  return found;
}

/** Undefined where nothing is left to pass on. */
function keptValue(name: string, value: string, identify: Identify): string | undefined {
  if (name === "cookie") return withoutSessionCookies(value);
  if (name === "authorization") return tokensOf(value).some((token) => identify(token)) ? undefined : value;
  return value;
}

/** What may be a token in an Authorization header: a bearer's, or the name or password of the basic scheme. */
function tokensOf(authorization: string): string[] {
  const [, basic] = /^Basic +(\S+) *$/i.exec(authorization) ?? [];
  const words = basic === undefined ? "" : Buffer.from(basic, "base64").toString();
  return [bearerToken(authorization) ?? [], authorization.trim(), words.split(":", 1), words.replace(/^[^:]*:/, "")]
    .flat()
    .filter((token) => token !== "");
}

/** How the request's body is delimited on the way to the job. */
function framing({ headers }: IncomingMessage, method: string): string[] {
  if (headers["transfer-encoding"] !== undefined) return ["Transfer-Encoding", "chunked"];
  if (headers["content-length"] !== undefined || method === "GET" || method === "HEAD") return [];
  return ["Content-Length", "0"];
}
