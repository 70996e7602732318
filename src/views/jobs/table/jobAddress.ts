import { routes } from "../../../paths.ts";

/** A job's page as a link's address. Thousands of rows come and go: a plain link is far cheaper than the router's. */
export function jobAddress(jobId: string): string {
  return routes.job.replace("$jobId", encodeURIComponent(jobId));
}
