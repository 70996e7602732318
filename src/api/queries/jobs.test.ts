import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JobPayload } from "../../../contract/job.ts";
import { createJobsClient } from "../client.ts";
import type { JobsClient } from "../jobsClient.ts";
import {
  coveringFilter,
  forgetJobs,
  jobQuery,
  jobsQuery,
  knownJobs,
  loadOlderJobs,
  readListAhead,
  refreshJobs,
  rememberJob,
} from "./jobs.ts";
import type { JobsFilter } from "./jobsFilter.ts";
import { FIRST_LOAD, FIRST_ROWS, MOST_RECENT, OLDER_PAGE, SCREEN_JOBS } from "./loadJobs.ts";

const fixture = readFileSync(new URL("../../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const WIRE = JSON.parse(fixture) as JobPayload;

/** A real server with a list of jobs that understands what the list asks for, and remembers what it was asked. */
let server: Server;
let jobs: Map<string, JobPayload>;
let asked: string[];
let sent: number;
let client: JobsClient;
let cache: QueryClient;

beforeEach(async () => {
  jobs = new Map();
  asked = [];
  sent = 0;
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://x");
    asked.push(decodeURIComponent(url.pathname + url.search).replace("/api/v1", ""));
    const id = /\/jobs\/(.+)$/.exec(url.pathname)?.[1];
    if (id === undefined) {
      const found = find(url.searchParams);
      sent += found.length;
      response.end(found.map((job) => `${JSON.stringify(job)}\n`).join(""));
    } else if (jobs.has(id)) response.end(JSON.stringify(jobs.get(id)));
    else response.writeHead(404).end('{"error":"No such job."}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  client = createJobsClient({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: () => "secret",
  });
  cache = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 0 } } });
});

afterEach(() => {
  cache.clear();
  server.closeAllConnections();
  server.close();
});

function find(query: URLSearchParams): JobPayload[] {
  const statuses = query.getAll("status");
  const since = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
  const until = Date.parse(query.get("until") ?? "2970-01-01T00:00:00Z");
  return [...jobs.values()]
    .filter((job) => statuses.length === 0 || statuses.includes(job.status))
    .filter((job) => createdAt(job) >= since && createdAt(job) <= until)
    .sort((a, b) => createdAt(b) - createdAt(a) || (a.id < b.id ? 1 : -1))
    .slice(0, Number(query.get("limit") ?? Infinity));
}

const createdAt = (job: JobPayload) => Date.parse(job.history.created_at);

function put(id: string, second: number, status = "running"): void {
  const time = new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();
  jobs.set(id, { ...WIRE, id, status, history: { created_at: time } });
}

async function load(filter: JobsFilter = {}): Promise<string[]> {
  const list = await cache.fetchQuery(jobsQuery(client, cache, filter));
  return list.jobs.map(({ id, status }) => `${id} ${status}`);
}

const numbered = (index: number) => `job-${String(index).padStart(5, "0")}`;

const state = (filter: JobsFilter = {}) => cache.getQueryData(jobsQuery(client, cache, filter).queryKey);

describe("the list of jobs", () => {
  it("is read newest first, a page at most", async () => {
    put("a", 1, "succeeded");
    put("b", 2);
    expect(await load()).toEqual(["b running", "a succeeded"]);
    expect(asked).toEqual([`/jobs?reverse=1&limit=${SCREEN_JOBS}`]);
    expect(state()).toMatchObject({ hasOlder: false, isComplete: true });
  });

  it("then follows what is live: new jobs, changes and ends", async () => {
    for (let second = 0; second < 300; second += 1) put(`old-${second}`, second, "succeeded");
    put("runs", 1_000);
    put("waits", 1_010, "pending");
    await load();
    asked = [];
    sent = 0;

    put("waits", 1_010);
    put("runs", 1_000, "failed");
    put("new", 1_100, "pending");
    put("short", 1_050, "cancelled");
    expect((await load()).slice(0, 5)).toEqual([
      "new pending",
      "short cancelled",
      "waits running",
      "runs failed",
      "old-299 succeeded",
    ]);
    expect(asked.sort()).toEqual([
      "/jobs/runs",
      "/jobs?since=2024-01-01T00:16:45.000Z&reverse=1&limit=500",
      "/jobs?status=pending&status=suspended&status=running&reverse=1",
    ]);
    expect(sent).toBeLessThan(10);
  });

  it("stays the same object when nothing has changed", async () => {
    put("a", 1);
    await load();
    const before = state();
    await load();
    expect(state()).toBe(before);
  });

  it("forgets a job that is gone", async () => {
    put("a", 1);
    put("b", 2);
    await load();
    jobs.delete("a");
    expect(await load()).toEqual(["b running"]);
  });

  it("shows jobs that come to have the wanted status, and no others", async () => {
    const filter = { statuses: ["failed"] as const };
    put("runs", 1);
    put("failed", 2, "failed");
    put("ended", 3, "succeeded");
    expect(await load(filter)).toEqual(["failed failed"]);
    put("runs", 1, "failed");
    put("quick", 4, "failed");
    put("other", 5, "succeeded");
    expect(await load(filter)).toEqual(["quick failed", "failed failed", "runs failed"]);
  });

  it("is read afresh when more is new than a refresh takes", async () => {
    put("first", 0, "succeeded");
    await load();
    for (let second = 1; second <= MOST_RECENT; second += 1) put(`new-${second}`, second, "succeeded");
    asked = [];
    expect(await load()).toHaveLength(MOST_RECENT + 1);
    expect(asked.at(-1)).toBe(`/jobs?reverse=1&limit=${FIRST_LOAD}`);
  });

  it("grows by pages, each job once, an old active one from the beginning", async () => {
    put("old-active", -1, "pending");
    for (let index = 1; index <= FIRST_LOAD + OLDER_PAGE + 100; index += 1) put(numbered(index), index >> 2, "failed");
    const first = await load();
    expect(first).toHaveLength(FIRST_LOAD + 1);
    expect(first.at(-1)).toBe("old-active pending");
    while (state()?.hasOlder) await loadOlderJobs(cache, client, {});
    const all = ["old-active", ...[...jobs.keys()].slice(1)].reverse();
    expect(state()?.jobs.map(({ id }) => id)).toEqual(all);
    expect(await load()).toHaveLength(all.length);
  });

  it("gets past a moment at which more than a page was created", async () => {
    for (let index = 0; index <= FIRST_LOAD + OLDER_PAGE; index += 1) put(numbered(index), 7, "failed");
    put("a", 1, "failed");
    await load();
    while (state()?.hasOlder) await loadOlderJobs(cache, client, {});
    expect(state()?.jobs).toHaveLength(FIRST_LOAD + OLDER_PAGE + 2);
    expect(state()?.jobs.at(-1)?.id).toBe("a");
  });

  it("is kept while many start at once, as long as nothing is missed", async () => {
    for (let index = 0; index < 2 * MOST_RECENT; index += 1) put(numbered(index), index >> 9, "failed");
    await load();
    asked = [];
    expect(await load()).toHaveLength(2 * MOST_RECENT);
    expect(asked.filter((path) => path.includes(`limit=${FIRST_LOAD}`))).toEqual([]);
  });

  it("costs with ten thousand jobs what its two hundred active ones cost", async () => {
    for (let index = 0; index < FIRST_LOAD; index += 1)
      put(numbered(index), index * 10, index % 50 ? "failed" : "running");
    await load();
    const before = state();
    asked = [];
    sent = 0;
    await load();
    expect(asked).toHaveLength(2);
    expect(sent).toBe(200 + 1);
    expect(state()).toBe(before);

    put(numbered(50), 500, "succeeded");
    await load();
    const changed = state()?.jobs.filter((job, index) => job !== before?.jobs[index]);
    expect(changed?.map(({ id, status }) => `${id} ${status}`)).toEqual([`${numbered(50)} succeeded`]);
  });

  it("shows the first rows while the rest still arrives", async () => {
    for (let second = 0; second < 3_000; second += 1) put(`job-${second}`, second, "failed");
    const lengths: number[] = [];
    const unsubscribe = cache.getQueryCache().subscribe(() => {
      const length = state()?.jobs.length;
      if (length !== undefined && length !== lengths.at(-1)) lengths.push(length);
    });
    await load();
    unsubscribe();
    expect(lengths[0]).toBeLessThanOrEqual(FIRST_ROWS);
    // Thousands at once would hold up the few that are to be seen first.
    expect(asked).toEqual([SCREEN_JOBS, FIRST_LOAD].map((limit) => `/jobs?reverse=1&limit=${limit}`));
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(lengths.at(-1)).toBe(3_000);
  });

  it("read ahead, has its first rows, and the rest once something shows it", async () => {
    for (let second = 0; second < 300; second += 1) put(`job-${second}`, second, "failed");
    const queries = cache.getQueryCache();
    const isPublished = new Promise<void>((resolve) => {
      const unsubscribe = queries.subscribe(() => {
        if (state()?.jobs.length !== SCREEN_JOBS) return;
        unsubscribe();
        resolve();
      });
    });
    const ahead = readListAhead(client, cache);
    await isPublished;
    expect(state()?.isComplete).toBe(false);
    const observer = new QueryObserver(cache, jobsQuery(client, cache));
    const leave = observer.subscribe(() => undefined);
    await ahead;
    leave();
    expect(state()).toMatchObject({ isComplete: true, hasOlder: false });
    expect(state()?.jobs).toHaveLength(300);
    expect(asked).toEqual([SCREEN_JOBS, FIRST_LOAD].map((limit) => `/jobs?reverse=1&limit=${limit}`));
  });

  it("read ahead and shown by nothing, asks for no more and ends with what reads it", async () => {
    for (let second = 0; second < 300; second += 1) put(`job-${second}`, second, "failed");
    const ahead = readListAhead(client, cache);
    await expect.poll(() => state()?.jobs.length).toBe(SCREEN_JOBS);
    await cache.cancelQueries();
    await ahead;
    expect(asked).toHaveLength(1);
  });

  it("lets others have their turn while it is loaded", async () => {
    for (let second = 0; second < 3_000; second += 1) put(`job-${second}`, second, "failed");
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await load();
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it("is read again from its beginning when the first page broke off", async () => {
    for (let second = 0; second < 100; second += 1) put(`job-${second}`, second, "failed");
    put("broken", 30, 5 as unknown as string);
    await expect(load()).rejects.toThrow("status");
    expect(state()?.isComplete).not.toBe(true);
    put("broken", 30, "failed");
    expect(await load()).toHaveLength(101);
  });

  it("reads at most so many ends at once, and the others next time", async () => {
    for (let second = 0; second < 120; second += 1) put(`job-${second}`, second * 60);
    await load();
    for (const [id, job] of jobs) jobs.set(id, { ...job, status: "cancelled" });
    const cancelled = async () => (await load()).filter((job) => job.endsWith("cancelled")).length;
    expect([await cancelled(), await cancelled(), await cancelled()]).toEqual([51, 101, 120]);
  });
});

describe("another filter", () => {
  const failed = { statuses: ["failed"] as const };

  it("is shown what is known until the platform has answered, and then only what it said", async () => {
    put("a", 1, "failed");
    put("b", 2, "failed");
    put("c", 3, "succeeded");
    await load();
    jobs.delete("a");
    put("d", 4, "failed");
    const seen: string[] = [];
    const unsubscribe = cache.getQueryCache().subscribe(() => {
      const ids =
        state(failed)
          ?.jobs.map(({ id }) => id)
          .join(" ") ?? "";
      if (ids !== "" && ids !== seen.at(-1)) seen.push(ids);
    });
    await load(failed);
    unsubscribe();
    expect(seen[0]).toBe("b a");
    expect(seen.at(-1)).toBe("d b");
    expect(state(failed)?.jobs[1]).toBe(state()?.jobs.find(({ id }) => id === "b"));
  });

  it("need not be asked for where a list has all of it", async () => {
    put("a", 1, "failed");
    expect(coveringFilter(cache, failed)).toBeUndefined();
    await load();
    expect(coveringFilter(cache, failed)).toEqual({});
    await load({ owners: ["x"] });
    cache.removeQueries({ queryKey: jobsQuery(client, cache).queryKey, exact: true });
    expect(coveringFilter(cache, failed)).toBeUndefined();
    expect(coveringFilter(cache, { ...failed, owners: ["x"], tags: ["y"] })).toEqual({ owners: ["x"] });
    expect(coveringFilter(cache, { owners: ["x", "y"] })).toBeUndefined();
  });

  it("is one of a few that are kept", async () => {
    put("a", 1, "failed");
    for (const owner of ["v", "w", "x", "y", "z"]) await load({ owners: [owner] });
    expect(cache.getQueryCache().findAll({ queryKey: ["jobs"] }).length).toBeLessThanOrEqual(3);
    await load();
    expect(knownJobs(cache).map(({ id }) => id)).toEqual(["a"]);
  });
});

describe("one job", () => {
  it("is asked again until it has finished", async () => {
    const interval = () => {
      const { refetchInterval } = jobQuery(client, "a");
      const query = cache.getQueryCache().find({ queryKey: ["job", "a"] });
      return (refetchInterval as (query: unknown) => number | false)(query);
    };
    put("a", 1);
    await cache.fetchQuery(jobQuery(client, "a"));
    expect(interval()).toBe(1_000);
    put("a", 1, "succeeded");
    await cache.fetchQuery(jobQuery(client, "a"));
    expect(interval()).toBe(false);
  });

  it("that is not there is not asked for again", async () => {
    await expect(cache.fetchQuery(jobQuery(client, "a"))).rejects.toMatchObject({ kind: "not-found" });
    const query = cache.getQueryCache().find({ queryKey: ["job", "a"] });
    expect((jobQuery(client, "a").refetchInterval as (query: unknown) => number | false)(query)).toBe(false);
  });

  it("just started is known at once, and a late answer does not bring its past back", async () => {
    put("a", 1, "pending");
    const pending = await client.status("a");
    put("a", 1);
    await rememberJob(cache, await client.status("a"));
    await rememberJob(cache, pending);
    const key = jobQuery(client, "a").queryKey;
    expect(cache.getQueryData(key)?.status).toBe("running");
    put("a", 1, "pending");
    await cache.fetchQuery(jobQuery(client, "a"));
    expect(cache.getQueryData(key)?.status).toBe("running");
  });

  it("is read again on request, with the lists", async () => {
    put("a", 1);
    await load();
    await cache.fetchQuery(jobQuery(client, "a"));
    await refreshJobs(cache, ["a"]);
    expect(cache.getQueryState(jobQuery(client, "a").queryKey)?.isInvalidated).toBe(true);
    expect(cache.getQueryState(jobsQuery(client, cache).queryKey)?.isInvalidated).toBe(true);
  });

  it("forgets a deleted job in every list, by its id and by its name", async () => {
    put("a", 1);
    put("b", 2);
    await load();
    const byName = { ...jobQuery(client, "my-name"), queryFn: () => client.status("a") };
    await cache.fetchQuery(jobQuery(client, "a"));
    await cache.fetchQuery(byName);
    await cache.fetchQuery(jobQuery(client, "b"));
    jobs.delete("a");
    forgetJobs(cache, ["a"]);
    expect(cache.getQueryData(jobsQuery(client, cache).queryKey)?.jobs.map(({ id }) => id)).toEqual(["b"]);
    expect(cache.getQueryData(jobQuery(client, "a").queryKey)).toBeUndefined();
    expect(cache.getQueryData(jobQuery(client, "my-name").queryKey)).toBeUndefined();
    expect(cache.getQueryData(jobQuery(client, "b").queryKey)).toBeDefined();
  });
});
