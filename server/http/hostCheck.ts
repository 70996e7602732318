import { isIP } from "node:net";
import { hostname } from "node:os";
import { HttpError } from "./errors.ts";

/**
 * Refuses requests that a foreign page may have sent: a name that its owner points at this machine (DNS rebinding) and
 * pages of another origin. Addresses cannot be rebound, so every IP literal is fine.
 * @param configuredHost the host the server was told to listen on
 * @param jobsDomain the name that pages of jobs are below; the server itself answers to it too
 */
export function createHostCheck(configuredHost: string, jobsDomain = "localhost") {
  const ownNames = new Set([configuredHost.toLowerCase(), hostname().toLowerCase(), "localhost", jobsDomain]);

  /** @throws HttpError 421 for a host that is not this server's */
  function checkHost(host: string | undefined): void {
    const name = hostName(host);
    if (name !== undefined && (isAddress(name) || ownNames.has(name) || name.endsWith(".localhost"))) return;
    throw new HttpError(
      421,
      `This server does not answer to the host ${JSON.stringify(host ?? "")}; use its address, localhost or the host it was started with (--host, --jobs-domain).`,
    );
  }

  /** @throws HttpError 403 when a browser's page of another origin asks; without Origin it is no page that asks */
  function checkOrigin(origin: string | undefined, host: string | undefined): void {
    if (origin === undefined || isOwnOrigin(origin, host)) return;
    throw new HttpError(403, "This request comes from a page of another origin, which is not allowed.");
  }

  return { checkHost, checkOrigin };
}

/** Whether the page that asks, by its `Origin`, came from the host that is asked. */
export function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

export type HostCheck = ReturnType<typeof createHostCheck>;

function hostName(host: string | undefined): string | undefined {
  const url = `http://${host ?? ""}`;
  if (host === undefined || /[/?#@\\]/.test(host) || !URL.canParse(url)) return undefined;
  return new URL(url).hostname;
}

function isAddress(name: string): boolean {
  return isIP(name.startsWith("[") ? name.slice(1, -1) : name) !== 0;
}
