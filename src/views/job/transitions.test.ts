import { expect, it } from "vitest";
import type { StatusItem } from "../../../contract/job.ts";
import type { JobStatus } from "../../../contract/status.ts";
import { timelineOf } from "./transitions.ts";

const at = (transitionTimeMs: number, status: JobStatus): StatusItem => ({
  status,
  transitionTimeMs,
  reason: undefined,
  description: undefined,
  exitCode: undefined,
});
const read = (...transitions: StatusItem[]) =>
  timelineOf({ transitions }).map((entry) => [entry.item.status, entry.lastedMs]);

it("says how long each status lasted, the latest first", () => {
  expect(read(at(0, "pending"), at(1500, "running"), at(9000, "succeeded"))).toEqual([
    ["succeeded", undefined],
    ["running", 7500],
    ["pending", 1500],
  ]);
});

it("does not say how long a status lasted that goes on", () => {
  expect(read(at(0, "pending"), at(1500, "running"))).toEqual([
    ["running", undefined],
    ["pending", 1500],
  ]);
});

it("shows no negative time when clocks went back", () => {
  expect(read(at(5000, "pending"), at(4000, "running"))[1]).toEqual(["pending", 0]);
});

it("is empty without transitions", () => {
  expect(read()).toEqual([]);
});
