import { describe, expect, it } from "vitest";
import { hasValue, setValue, toggleValue } from "./editQuery.ts";
import { queryMatcher } from "./matchJobs.ts";
import { parseQuery } from "./parseQuery.ts";
import { platformFilter, type PlatformFilter } from "./plan.ts";
import { NOW_MS, sampleJobs } from "./testing/sampleJobs.ts";

const context = { person: "alice", nowMs: NOW_MS + 12_345 };
const MINUTE_MS = 60_000;
const planned = (text: string) => platformFilter(parseQuery(text), context);

describe("the platform is asked for", () => {
  it.each<[string, PlatformFilter]>([
    ["train -tag:x image:y reason:z is:restarted", {}],
    ["status:failed,running", { statuses: ["running", "failed"] }],
    ["status:failed,running status:failed", { statuses: ["failed"] }],
    ["-status:failed", {}],
    ["status:unknown,failed", {}],
    ["is:active", { statuses: ["pending", "suspended", "running"] }],
    ["is:active status:running,failed", { statuses: ["running"] }],
    ["is:active,restarted", {}],
    ["owner:me,bob", { owners: ["alice", "bob"] }],
    ["is:mine", { owners: ["alice"] }],
    ["owner:b*", {}],
    ["tag:b tag:a", { tags: ["a", "b"] }],
    ["tag:a,b", {}],
    ["name:train-1 project:p org:o cluster:c", { name: "train-1", projects: ["p"], orgs: ["o"], clusters: ["c"] }],
    ["name:a,b", {}],
    ["since:1h", { sinceMs: NOW_MS - 60 * MINUTE_MS }],
    ["until:1h", { untilMs: NOW_MS - 59 * MINUTE_MS }],
    ["since:1d since:2026-01-14", { sinceMs: new Date(2026, 0, 14).getTime() }],
    ["status:runing tag:", {}],
  ])("%s", (text, filter) => expect(planned(text)).toEqual(filter));

  it("nobody's own jobs while it is not known who asks", () => {
    expect(platformFilter(parseQuery("owner:me"), { ...context, person: undefined })).toEqual({});
  });

  it("never less than the query means", () => {
    const jobs = sampleJobs(400);
    const queries = ["status:failed owner:bob", "is:active tag:nlp", "tag:nlp,vision -owner:me", "since:2h until:1h x"];
    for (const text of queries) {
      const query = parseQuery(text.replace(" x", ""));
      const filter = platformFilter(query, context);
      const found = jobs.filter(queryMatcher(query, context));
      expect(found.length, text).toBeGreaterThan(0);
      for (const job of found) {
        expect(filter.statuses ?? [job.status]).toContain(job.status);
        expect(filter.owners ?? [job.owner]).toContain(job.owner);
        for (const tag of filter.tags ?? []) expect(job.tags).toContain(tag);
        expect(job.history.createdAtMs).toBeGreaterThanOrEqual(filter.sinceMs ?? 0);
        expect(job.history.createdAtMs).toBeLessThanOrEqual(filter.untilMs ?? Infinity);
      }
    }
  });
});

describe("changing a query by a click", () => {
  const query = (text: string) => parseQuery(text);

  it("turns a value on and off and leaves the rest", () => {
    expect(toggleValue(query("train"), "status", "failed")).toBe("train status:failed");
    expect(toggleValue(query("status:failed train"), "status", "running")).toBe("status:failed,running train");
    expect(toggleValue(query("status:failed,running -tag:x"), "status", "failed")).toBe("status:running -tag:x");
    expect(toggleValue(query("status:failed train"), "status", "failed")).toBe("train");
    expect(toggleValue(query("a"), "tag", "two words")).toBe('a tag:"two words"');
  });

  it("asks for none in particular rather than for all", () => {
    expect(toggleValue(query("status:a,b x"), "status", "c", ["a", "b", "c"])).toBe("x");
  });

  it("puts one value in the place of others", () => {
    expect(setValue(query("since:1d x"), "since", "1h")).toBe("since:1h x");
    expect(setValue(query("since:1d x"), "since", undefined)).toBe("x");
    expect(hasValue(query("-owner:me"), "owner", "me")).toBe(false);
    expect(hasValue(query("owner:bob,me"), "owner", "me")).toBe(true);
  });
});
