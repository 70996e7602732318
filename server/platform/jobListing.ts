import type { IncomingHttpHeaders } from "node:http";
import type { JobPayload } from "../../contract/job.ts";
import { isFinished } from "../../contract/status.ts";
import type { JobRecord } from "./jobRecord.ts";
import type { EncodedJob, EncodedJobs } from "./store/encodedJobs.ts";
import type { JobFilter } from "./store/query.ts";

const PAGE_SIZE = 200;

export interface JobListingDeps {
  readonly encodedJobs: EncodedJobs;
  readonly findJob: (id: string) => JobRecord;
  readonly encode: (job: JobRecord, headers: IncomingHttpHeaders) => JobPayload;
}

/** Jobs as JSON to the client with these headers, page by page, each page read when it is asked for. */
export type ListJobs = (filter: JobFilter, headers: IncomingHttpHeaders) => Generator<readonly string[], void>;

/** Lists jobs: those that cannot change any more are encoded once and not again. */
export function createJobListing({ encodedJobs, findJob, encode }: JobListingDeps): ListJobs {
  // In one go: what is encoded is what is stored.
  function encodePage(page: readonly EncodedJob[], headers: IncomingHttpHeaders): string[] {
    const fresh = new Map<string, string>();
    const texts = page.map(({ id, encoded }) => {
      if (encoded !== undefined) return encoded;
      const job = findJob(id);
      const text = JSON.stringify(encode(job, headers));
      if (isSettled(job)) fresh.set(id, text);
      return text;
    });
    if (fresh.size > 0) encodedJobs.keep(fresh);
    return texts;
  }

  return function* list(filter, headers) {
    let left = filter.limit ?? Infinity;
    let last: EncodedJob | undefined;
    for (;;) {
      const size = Math.min(PAGE_SIZE, left);
      const page = encodedJobs.page(filter, last, size);
      if (page.length > 0) yield encodePage(page, headers);
      left -= page.length;
      last = page.at(-1);
      if (page.length < size || left === 0) return;
    }
  };
}

/** Whether a job is the same at any time and to anybody: the address of a job's own page depends on who asks. */
function isSettled(job: JobRecord): boolean {
  return isFinished(job.status) && job.spec.container.http === undefined;
}
