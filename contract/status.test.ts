import { expect, it } from "vitest";
import { parse } from "./parse.ts";
import {
  ACTIVE_STATUSES,
  FINISHED_STATUSES,
  isFinished,
  isPending,
  isRunning,
  JOB_STATUSES,
  jobStatus,
} from "./status.ts";

it("divides every status into active and finished", () => {
  expect([...ACTIVE_STATUSES, ...FINISHED_STATUSES].sort()).toEqual([...JOB_STATUSES].sort());
  expect(JOB_STATUSES.filter(isPending)).toEqual(["pending", "suspended"]);
  expect(JOB_STATUSES.filter(isRunning)).toEqual(["running"]);
  expect(JOB_STATUSES.filter(isFinished)).toEqual(FINISHED_STATUSES);
});

it("reads a word it does not know as unknown, which is neither", () => {
  expect(parse(jobStatus, "resting", "status")).toBe("unknown");
  expect([isPending, isRunning, isFinished].some((is) => is("unknown"))).toBe(false);
});
