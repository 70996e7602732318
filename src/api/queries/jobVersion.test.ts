import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { job, type Job, type JobPayload } from "../../../contract/job.ts";
import { parse } from "../../../contract/parse.ts";
import { isOlder } from "./jobVersion.ts";

const fixture = readFileSync(new URL("../../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const WIRE = JSON.parse(fixture) as JobPayload;

function jobAt(status: string, history: Partial<JobPayload["history"]> = {}, transitions: string[] = []): Job {
  const statuses = transitions.map((to, index) => ({ status: to, transition_time: `2024-01-01T00:00:0${index}Z` }));
  const wire = { ...WIRE, status, statuses, history: { created_at: "2024-01-01T00:00:00Z", ...history } };
  return parse(job, wire, "job");
}

/** A job's life, as it is told in order. */
const LIFE: [string, Job][] = [
  ["pending", jobAt("pending", {}, ["pending"])],
  ["running", jobAt("running", { run_time_seconds: 1 }, ["pending", "running"])],
  ["running later", jobAt("running", { run_time_seconds: 9 }, ["pending", "running"])],
  ["restarting", jobAt("pending", { run_time_seconds: 9, restarts: 1 }, ["pending", "running", "pending"])],
  [
    "running again",
    jobAt("running", { run_time_seconds: 10, restarts: 1 }, ["pending", "running", "pending", "running"]),
  ],
  [
    "ended",
    jobAt("failed", { run_time_seconds: 11, restarts: 1 }, ["pending", "running", "pending", "running", "failed"]),
  ],
];

describe("the age of a description", () => {
  it("follows the job's life", () => {
    LIFE.forEach(([, earlier], from) => {
      expect(isOlder(earlier, earlier)).toBe(false);
      for (const [, later] of LIFE.slice(from + 1)) {
        expect(isOlder(earlier, later)).toBe(true);
        expect(isOlder(later, earlier)).toBe(false);
      }
    });
  });

  it("is told by the status alone where a platform tells no transitions", () => {
    expect(isOlder(jobAt("pending"), jobAt("running"))).toBe(true);
    expect(isOlder(jobAt("running"), jobAt("pending"))).toBe(false);
    expect(isOlder(jobAt("running"), jobAt("cancelled"))).toBe(true);
    expect(isOlder(jobAt("succeeded"), jobAt("running"))).toBe(false);
  });
});
