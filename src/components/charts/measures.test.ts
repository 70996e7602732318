import { expect, it } from "vitest";
import type { Resources } from "../../../contract/container.ts";
import { formatCores, measuresOf } from "./measures.ts";

const resources = { cpu: 2, memoryBytes: 1024 ** 3, shm: false } as Resources;
const sample = { timestampMs: 1, cpu: 0.5, memoryBytes: 10, gpuDutyPercent: undefined, gpuMemoryBytes: undefined };

it("has CPU and memory with their limits", () => {
  expect(measuresOf(resources, []).map((measure) => [measure.id, measure.limit, measure.limitText])).toEqual([
    ["cpu", 2, "2 cores"],
    ["memory", 1024 ** 3, "1 GiB"],
  ]);
});

it("has the GPU's measures once a sample has them", () => {
  const ids = (...samples: (typeof sample)[]) => measuresOf(resources, samples).map((measure) => measure.id);
  expect(ids(sample)).toEqual(["cpu", "memory"]);
  expect(ids(sample, { ...sample, gpuDutyPercent: 0 as never })).toEqual(["cpu", "memory", "gpu"]);
  expect(ids({ ...sample, gpuMemoryBytes: 5 as never }, sample)).toEqual(["cpu", "memory", "gpu-memory"]);
});

it.each([
  [0, "0.00 cores"],
  [0.126, "0.13 cores"],
  [1, "1.00 core"],
  [1.006, "1.01 cores"],
  [9.999, "10.0 cores"],
  [31.96, "32.0 cores"],
])("writes %d as %s", (cores, text) => {
  expect(formatCores(cores)).toBe(text);
});
