import { SESSION_SECONDS } from "./webSessions.ts";

/** With the prefix no other origin can set it, which browsers know only over HTTPS. */
const NAMES: readonly string[] = ["jobdeck-session", "__Host-jobdeck-session"];

/** A `Set-Cookie` that keeps a session for its own origin, out of reach of the page's scripts. */
export function setSessionCookie(sessionId: string, secure: boolean): string {
  const name = secure ? NAMES[1] : NAMES[0];
  const attributes = `Path=/; Max-Age=${SESSION_SECONDS}; HttpOnly; SameSite=Lax`;
  return `${name ?? ""}=${sessionId}; ${attributes}${secure ? "; Secure" : ""}`;
}

/** Every session that a `Cookie` header names: others of the domain may have set further ones of the same name. */
export function sessionIdsOf(cookie: string | undefined): string[] {
  return cookiesOf(cookie ?? "")
    .filter(isSessionCookie)
    .map((pair) => pair.slice(pair.indexOf("=") + 1).trim());
}

/** A `Cookie` header without the sessions; undefined when nothing else is in it. */
export function withoutSessionCookies(cookie: string): string | undefined {
  const kept = cookiesOf(cookie).filter((pair) => !isSessionCookie(pair));
  return kept.length === 0 ? undefined : kept.join("; ");
}

/** Whether `name=value`, with or without attributes behind it, is our own cookie. */
export function isSessionCookie(pair: string): boolean {
  return NAMES.includes((pair.split("=", 1)[0] ?? "").trim());
}

function cookiesOf(cookie: string): string[] {
  return cookie
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "");
}
