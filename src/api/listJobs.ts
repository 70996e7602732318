import { job, type Job } from "../../contract/job.ts";
import { parseWire, reach, type Http } from "./http.ts";
import type { CallOptions, JobListFilter } from "./jobsClient.ts";
import { listQuery } from "./listQuery.ts";
import { readNdjson } from "./streams/ndjson.ts";

/** A list as it was read last, and the tag by which the platform tells whether it is still the same. */
interface KnownList {
  readonly tag: string;
  readonly jobs: readonly Job[];
}

/** Those that are read again and again are few and short. */
const MOST_LISTS = 8;
const MOST_JOBS = 1_000;

/** Lists jobs; a platform that says of a list that it is as it was, in a word, is taken at its word. */
export function createListJobs(http: Http, token: () => string | undefined) {
  const known = new Map<string, KnownList>();

  function remember(key: string, list: KnownList | undefined): void {
    known.delete(key);
    if (list) known.set(key, list);
    const [oldest] = known.keys();
    if (known.size > MOST_LISTS && oldest !== undefined) known.delete(oldest);
  }

  return async function* list(filter: JobListFilter, { signal }: CallOptions): AsyncGenerator<Job, void> {
    const query = listQuery(filter);
    // What one user was told is not for the next one.
    const key = `${token() ?? ""} ${query.toString()}`;
    const before = known.get(key);
    const response = await http.open({
      ...{ path: "/jobs", query, accept: "application/x-ndjson", signal },
      knownTag: before?.tag,
    });
    if (before && response.status === 304) {
      // A browser holds the connection until the answer has been read, empty as it is.
      await reach(signal, () => response.arrayBuffer());
      remember(key, before);
      yield* before.jobs;
      return;
    }
    if (!response.body) return;
    const tag = response.headers.get("etag");
    const jobs: Job[] = [];
    for await (const value of readNdjson(response.body, signal)) {
      const read = parseWire(job, value, "job");
      if (tag !== null && jobs.length <= MOST_JOBS) jobs.push(read);
      yield read;
    }
    remember(key, tag !== null && jobs.length <= MOST_JOBS ? { tag, jobs } : undefined);
  };
}
