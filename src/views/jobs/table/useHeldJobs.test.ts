import { expect, it } from "vitest";
import type { Job } from "../../../../contract/job.ts";
import { countNewer } from "./useHeldJobs.ts";

const jobs = [50, 40, 40, 10].map((createdAtMs) => ({ history: { createdAtMs } }) as Job);

it("counts the jobs created after a moment, which stand first", () => {
  expect(countNewer(jobs, 60)).toBe(0);
  expect(countNewer(jobs, 50)).toBe(0);
  expect(countNewer(jobs, 40)).toBe(1);
  expect(countNewer(jobs, 20)).toBe(3);
  expect(countNewer(jobs, 5)).toBe(4);
  expect(countNewer([], 5)).toBe(0);
});
