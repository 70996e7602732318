import { expect, it } from "vitest";
import type { Job } from "../../contract/job.ts";
import { groupJobs, isGroup, itemKey, listItems, sumOf } from "./jobGroups.ts";

const GIB = 1024 ** 3;
const job = (id: string, owner: string, status: string, resources: object = {}) =>
  ({
    id,
    owner,
    status,
    projectName: owner === "ann" ? "vision" : undefined,
    pricePerHourCredits: 2,
    container: { resources: { cpu: 0.1, memoryBytes: GIB, ...resources } },
  }) as unknown as Job;

const jobs = [
  job("1", "bob", "failed"),
  job("2", "ann", "running"),
  job("3", "bob", "running", { cpu: 0.2, nvidiaGpu: 2, amdGpu: 1 }),
  job("4", "user10", "pending"),
  job("5", "user9", "unknown"),
];

it("puts jobs together by name and keeps their order", () => {
  const groups = groupJobs(jobs, "owner");
  expect(groups.map(({ label, jobs: members }) => [label, members.map(({ id }) => id).join("")])).toEqual([
    ["ann", "2"],
    ["bob", "13"],
    ["user9", "5"],
    ["user10", "4"],
  ]);
});

it("names what is missing, and puts it last", () => {
  expect(groupJobs(jobs, "project").map(({ label }) => label)).toEqual(["vision", "No project"]);
});

it("puts statuses in the order of a job's life", () => {
  expect(groupJobs(jobs, "status").map(({ label }) => label)).toEqual(["Pending", "Running", "Failed", "Unknown"]);
});

it("sums what the running ones hold", () => {
  expect(sumOf(jobs)).toEqual({ jobs: 5, running: 2, cpu: 0.3, memoryBytes: 2 * GIB, gpus: 3, creditsPerHour: 4 });
  expect(sumOf([])).toEqual({ jobs: 0, running: 0, cpu: 0, memoryBytes: 0, gpus: 0, creditsPerHour: 0 });
});

it("lists each group before its jobs, and a closed one alone", () => {
  expect(listItems(jobs, undefined, new Set())).toBe(jobs);
  const items = listItems(jobs, "owner", new Set(["group:owner:bob"]));
  expect(items.map(itemKey)).toEqual([
    "group:owner:ann",
    "2",
    "group:owner:bob",
    "group:owner:user9",
    "5",
    "group:owner:user10",
    "4",
  ]);
  expect(items.filter(isGroup)).toHaveLength(4);
});
