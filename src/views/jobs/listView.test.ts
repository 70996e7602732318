import { expect, it } from "vitest";
import { parseQuery } from "../../lib/jobSearch/parseQuery.ts";
import { NOW_MS, sampleJob } from "../../lib/jobSearch/testing/sampleJobs.ts";
import { countByStatus } from "./listView.ts";

const jobs = [
  sampleJob({ id: "job-a", status: "running" }),
  sampleJob({ id: "job-b", status: "failed" }),
  sampleJob({ id: "job-c", status: "failed", owner: "bob" }),
  sampleJob({ id: "job-d", status: "odd" }),
];
const counts = (text: string) => countByStatus(jobs, parseQuery(text), { person: "alice", nowMs: NOW_MS });

it("counts what fits the rest of the query by status", () => {
  expect(counts("")).toMatchObject({ running: 1, failed: 2, unknown: 1, pending: 0 });
  expect(counts("status:running")).toEqual(counts(""));
  expect(counts("owner:bob status:running")).toMatchObject({ running: 0, failed: 1, unknown: 0 });
});
