import { expect, it } from "vitest";
import type { Job } from "../../../contract/job.ts";
import { JOB_STATUSES, type JobStatus } from "../../../contract/status.ts";
import { countByStatus, filterJobs, toggleStatus } from "./listView.ts";

const job = (id: string, status: JobStatus): Job =>
  ({ id, status, owner: "alice", tags: [], container: { image: "host" } }) as unknown as Job;

const jobs = [job("job-a", "running"), job("job-b", "failed"), job("job-c", "failed"), job("job-d", "unknown")];

it("counts what matches the text by status", () => {
  expect(countByStatus(jobs, "")).toMatchObject({ running: 1, failed: 2, unknown: 1, pending: 0 });
  expect(countByStatus(jobs, "job-c")).toMatchObject({ running: 0, failed: 1, unknown: 0 });
});

it("filters by text and statuses and keeps the order", () => {
  expect(filterJobs(jobs, { query: "", statuses: [] })).toBe(jobs);
  expect(filterJobs(jobs, { query: "", statuses: ["failed", "running"] }).map(({ id }) => id)).toEqual([
    "job-a",
    "job-b",
    "job-c",
  ]);
  expect(filterJobs(jobs, { query: "job-c", statuses: ["failed"] }).map(({ id }) => id)).toEqual(["job-c"]);
  expect(filterJobs(jobs, { query: "job-c", statuses: ["running"] })).toEqual([]);
});

it("turns a status on and off; all on is none", () => {
  expect(toggleStatus([], "failed")).toEqual(["failed"]);
  expect(toggleStatus(["failed", "running"], "failed")).toEqual(["running"]);
  const allButOne = JOB_STATUSES.filter((status) => status !== "failed");
  expect(toggleStatus<JobStatus>(allButOne, "failed")).toEqual([]);
});
