import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { job, type Job, type JobPayload } from "../../../contract/job.ts";
import { parse } from "../../../contract/parse.ts";
import { boundJobs, EMPTY_LIST, mergeJobs, removeJobs, vanishedJobs } from "./jobList.ts";

const fixture = readFileSync(new URL("../../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const WIRE = JSON.parse(fixture) as JobPayload;

function jobAt(id: string, second: number, status = "running"): Job {
  const createdAt = new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();
  return parse(job, { ...WIRE, id, status, history: { created_at: createdAt } }, "job");
}

const idsOf = (jobs: readonly Job[]) => jobs.map(({ id }) => id);

describe("merging jobs into a list", () => {
  it("puts the newest first, by id within a moment, each once", () => {
    const list = mergeJobs(EMPTY_LIST, [jobAt("b", 1), jobAt("d", 2), jobAt("a", 1), jobAt("c", 1), jobAt("b", 1)]);
    expect(idsOf(list.jobs)).toEqual(["d", "c", "b", "a"]);
    expect(list.newestCreatedAtMs).toBe(Date.UTC(2024, 0, 1, 0, 0, 2));
  });

  it("takes the newer description of a job and never an older one", () => {
    const list = mergeJobs(EMPTY_LIST, [jobAt("a", 1, "pending")]);
    const ended = mergeJobs(list, [jobAt("a", 1, "succeeded")]);
    expect(ended.jobs[0]?.status).toBe("succeeded");
    expect(mergeJobs(ended, [jobAt("a", 1, "running")])).toBe(ended);
  });

  it("keeps the identity of what did not change", () => {
    const list = mergeJobs(EMPTY_LIST, [jobAt("a", 1), jobAt("b", 2)]);
    expect(mergeJobs(list, [jobAt("a", 1), jobAt("b", 2)])).toBe(list);
    const changed = mergeJobs(list, [jobAt("b", 2, "failed")]);
    expect(changed.jobs[1]).toBe(list.jobs[1]);
    expect(changed.jobs[0]).not.toBe(list.jobs[0]);
  });

  it("with wanted statuses shows those, and keeps an eye on what may become one", () => {
    const wanted = ["failed"] as const;
    const list = mergeJobs(EMPTY_LIST, [jobAt("a", 1), jobAt("b", 2, "failed"), jobAt("c", 3, "succeeded")], wanted);
    expect(idsOf(list.jobs)).toEqual(["b"]);
    expect([...list.known.keys()]).toEqual(["a", "b"]);
    expect(list.newestCreatedAtMs).toBe(Date.UTC(2024, 0, 1, 0, 0, 3));
    expect(idsOf(mergeJobs(list, [jobAt("a", 1, "failed")], wanted).jobs)).toEqual(["b", "a"]);
    expect([...mergeJobs(list, [jobAt("a", 1, "cancelled")], wanted).known.keys()]).toEqual(["b"]);
  });

  it("notes the newest even if nothing else is kept of it", () => {
    const list = mergeJobs(EMPTY_LIST, [jobAt("a", 5, "succeeded")], ["failed"]);
    expect(list.jobs).toBe(EMPTY_LIST.jobs);
    expect(list.newestCreatedAtMs).toBe(Date.UTC(2024, 0, 1, 0, 0, 5));
  });
});

describe("a list", () => {
  const list = mergeJobs(EMPTY_LIST, [
    jobAt("a", 1),
    jobAt("b", 2, "failed"),
    jobAt("c", 3, "pending"),
    jobAt("d", 4, "odd"),
  ]);

  it("knows which active jobs an answer no longer has", () => {
    expect(idsOf(vanishedJobs(list, [jobAt("c", 3)])).sort()).toEqual(["a", "d"]);
    expect(vanishedJobs(list, list.jobs)).toEqual([]);
  });

  it("forgets jobs that are gone", () => {
    const left = removeJobs(list, ["a", "x"]);
    expect(idsOf(left.jobs)).toEqual(["d", "c", "b"]);
    expect(left.known.has("a")).toBe(false);
    expect(removeJobs(list, ["x"])).toBe(list);
  });

  it("lets go of the oldest finished jobs when it grows too long, and knows that there are older ones", () => {
    const long = mergeJobs({ ...list, isComplete: true }, [jobAt("e", 0, "succeeded"), jobAt("f", 5, "failed")]);
    const bounded = boundJobs(long, 3);
    expect(idsOf(bounded.jobs)).toEqual(["f", "d", "c", "a"]);
    expect(bounded).toMatchObject({ hasOlder: true, pagedToMs: Date.UTC(2024, 0, 1, 0, 0, 3) });
    expect(bounded.known.has("b")).toBe(false);
    expect(boundJobs(list, 4)).toBe(list);
  });
});
