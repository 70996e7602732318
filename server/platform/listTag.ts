import { createHash } from "node:crypto";
import type { JobFilter } from "./store/query.ts";
import { ACTIVE_STATUSES } from "../../contract/status.ts";

/** A list that is longer than this gets no tag: it would have to be read whole before its first job travels. */
export const MOST_TAGGED = 500;
/** How old the credits of running jobs may be in a list that is otherwise unchanged. */
const CREDITS_MS = 30_000;

/** Whether a list is one that clients read again and again: what is active, or no more than a few. */
export function isReadAgain({ statuses, limit = Infinity }: JobFilter): boolean {
  return limit <= MOST_TAGGED || (statuses.length > 0 && statuses.every((status) => ACTIVE_STATUSES.includes(status)));
}

/**
 * A weak entity tag of a list: the same as long as nothing has happened in it. How long a job has run, and what it has
 * cost, grow by themselves and are reckoned by who reads them; the cost is told again now and then.
 * @param jobs as they travel, as JSON
 * @param form names how they travel
 */
export function listTag(jobs: readonly string[], form: string, nowMs: number): string {
  const hash = createHash("sha1").update(form);
  for (const text of jobs) hash.update(text.replace(PASSING, ""));
  if (jobs.some(costsMore)) hash.update(String(Math.floor(nowMs / CREDITS_MS)));
  return `W/"${hash.digest("base64url")}"`;
}

/** Whether a header `If-None-Match` names the tag. */
export function isKnownTag(header: string | undefined, tag: string): boolean {
  return header?.split(",").some((known) => known.trim() === tag) ?? false;
}

// Within a text a quote has a backslash before it: only members of a job itself look like these.
const PASSING = /"run_time_seconds":[^,}]*|"total_price_credits":"[^"]*"/g;

function costsMore(text: string): boolean {
  return !text.includes('"finished_at":') && !text.includes('"price_credits_per_hour":"0"');
}
