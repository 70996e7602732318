import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { job as jobSchema, type Job } from "../../../contract/job.ts";
import { parse } from "../../../contract/parse.ts";
import type { JobStatus } from "../../../contract/status.ts";
import { lookAgain, type WatchedJobs } from "./watchedJobs.ts";

const fixture = readFileSync(new URL("../../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const BASE = parse(jobSchema, JSON.parse(fixture), "job");

const job = (id: string, status: JobStatus, createdAtMs = 1_000): Job => ({
  ...BASE,
  id,
  status,
  history: { ...BASE.history, createdAtMs },
});

/** What each look tells, as "kind id". */
function told(...looks: (readonly Job[])[]): string[][] {
  let before: WatchedJobs | undefined;
  return looks.map((jobs) => {
    before = lookAgain(before, jobs);
    return before.events.map(({ kind, job: { id } }) => `${kind} ${id}`);
  });
}

it("tells nothing of what was there at the first look", () => {
  expect(told([job("a", "running"), job("b", "failed")])).toEqual([[]]);
});

it("tells once when a job starts and once when it ends", () => {
  const lives: JobStatus[] = ["pending", "running", "running", "failed", "failed"];
  expect(told(...lives.map((status) => [job("a", status)]))).toEqual([[], ["started a"], [], ["ended a"], []]);
});

it("tells of jobs that came after the look before, even of one that has ended already", () => {
  const first = [job("a", "running", 1_000)];
  expect(told(first, [...first, job("b", "running", 2_000), job("c", "succeeded", 3_000)])).toEqual([
    [],
    ["started b", "ended c"],
  ]);
});

it("tells of the very first job", () => {
  expect(told([], [job("a", "running")])).toEqual([[], ["started a"]]);
});

it("does not take a job that goes on after its turn for one that starts", () => {
  expect(told([job("a", "running")], [job("a", "suspended")], [job("a", "running")])).toEqual([[], [], []]);
});

it("has nothing more to look at once a job has ended", () => {
  expect(lookAgain(lookAgain(undefined, [job("a", "running")]), [job("a", "cancelled")]).statuses.size).toBe(0);
});
