import type { IncomingHttpHeaders } from "node:http";
import type { JobPayload } from "../../../contract/job.ts";
import type { JobRecord } from "../jobRecord.ts";
import { idLabel, nameLabel } from "./pageHost.ts";

/** The address of what a label names, as the client who asks can open it: `http://job-1.jobs.localhost:8080/`. */
export type AddressOf = (label: string) => string;

/**
 * Addresses as seen by a client: with the scheme and port by which it reached this server.
 * @returns undefined where names below the domain would lead the client to its own machine instead of this one
 */
export function addressesFor(headers: IncomingHttpHeaders, domain: string): AddressOf | undefined {
  const url = `http://${headers.host ?? ""}`;
  const { hostname, port } = URL.canParse(url) ? new URL(url) : { hostname: "", port: "" };
  if (domain.endsWith(".localhost") && !isThisMachine(hostname)) return undefined;
  const scheme = isSecure(headers) ? "https" : "http";
  return (label) => new URL(`${scheme}://${label}.${domain}${port === "" ? "" : `:${port}`}/`).href;
}

/** Whether the client speaks HTTPS to a proxy before this server. */
export function isSecure(headers: IncomingHttpHeaders): boolean {
  return headers["x-forwarded-proto"] === "https";
}

/** Where a job's own page is; empty for a job without an HTTP port. */
export function pageAddresses(
  job: JobRecord,
  addressOf: AddressOf | undefined,
): Pick<JobPayload, "http_url" | "http_url_named"> {
  if (!job.spec.container.http || !addressOf) return {};
  const named = nameLabel(job.name, job.projectName);
  return { http_url: addressOf(idLabel(job.id)), http_url_named: named && addressOf(named) };
}

function isThisMachine(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || /^127\.|^\[::1\]$/.test(hostname);
}
