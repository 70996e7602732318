import type { IncomingMessage } from "node:http";
import { bearerToken, type Identify, type Person } from "../../http/auth.ts";
import { isOwnOrigin } from "../../http/hostCheck.ts";
import { mayChange } from "../permissions.ts";
import type { Destination } from "./destination.ts";
import type { Notice } from "./notice.ts";
import { sessionIdsOf } from "./sessionCookie.ts";
import type { WebSessions } from "./webSessions.ts";

/** Only a declared port that asks for no sign-in is open to everybody. */
export function needsSession({ job, port }: Destination): boolean {
  const { http } = job.spec.container;
  return http?.port !== port || http.requires_auth === true;
}

/** Who is signed in may open a job's page; its other ports are for those who may also run programs in it. */
export function mayOpen(person: Person, { job, port }: Destination): boolean {
  return job.spec.container.http?.port === port || mayChange(person, job);
}

/** Why a request may not go on to a job; undefined where it may. */
export function whyRefused(
  request: IncomingMessage,
  destination: Destination,
  sessions: WebSessions,
  identify: Identify,
): Notice | undefined {
  if (!needsSession(destination)) return undefined;
  const { authorization, cookie } = request.headers;
  const bearer = identify(bearerToken(authorization));
  const person = bearer ?? sessions.personOf(sessionIdsOf(cookie), destination.job.id, destination.port);
  if (!person || !mayOpen(person, destination)) return SIGN_IN;
  return !bearer && isForeign(request) ? FOREIGN : undefined;
}

export const SIGN_IN: Notice = {
  status: 401,
  title: "Open this page from the dashboard",
  text: "Only who is signed in may see it. Go to the job in Jobdeck and open its page, or its port, from there.",
};

const FOREIGN: Notice = {
  status: 403,
  title: "This was asked for by another page",
  text: "A page that needs a sign-in answers only to itself. Open it from the dashboard.",
};

/**
 * Whether another page makes the visitor's browser ask. Pages of other jobs belong to the same site, so that a cookie's
 * SameSite does not keep them out; only to follow a link is everybody's right.
 */
function isForeign({ headers, method = "" }: IncomingMessage): boolean {
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host)) return true;
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return false;
  return !(method === "GET" && headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document");
}
