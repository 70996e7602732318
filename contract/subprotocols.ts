/** WebSocket sub-protocols of the services (PROTOCOL.md, "Authentication"). */
export const SUBPROTOCOL = {
  channels: "v2.channels.neu.ro",
  attach: "attach.apolo.us",
  logs: "logs.apolo.us",
  /**
   * Ours: {@link SUBPROTOCOL.logs} in the frames of logFrames.ts, whose timestamps are followed by a tab where a line is
   * of the standard error.
   */
  ownLogs: "v2.logs.jobdeck",
  top: "top.apolo.us",
  /** Our own: `exec` of a shell that outlives its connection. */
  shell: "v1.shell.jobdeck",
} as const;

const BEARER_PREFIX = "bearer.apolo.us-";

/** The sub-protocols to offer: the service's own first, best first, the one that carries the token last. */
export function offer(services: readonly string[], token: string): string[] {
  return [...services, BEARER_PREFIX + token];
}

/** Reads what a client offered: the token, if any, and the other protocols in order. */
export function readOffer(protocols: Iterable<string>): { token?: string; services: string[] } {
  const services: string[] = [];
  let token: string | undefined;
  for (const protocol of protocols) {
    if (protocol.startsWith(BEARER_PREFIX)) token = protocol.slice(BEARER_PREFIX.length);
    else services.push(protocol);
  }
  return { token, services };
}

/** Whether a token can travel as a part of a sub-protocol's name (RFC 6455: an HTTP token). */
export function isTokenSafe(token: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(token);
}
