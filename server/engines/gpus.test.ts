import { expect, test } from "vitest";
import { gpuLoadOf, parseCsv, parseGpuUse } from "./gpus.ts";

test("reads who uses which GPU", () => {
  const processes = parseCsv("1234, GPU-aa, 2048\n1235, GPU-bb, [N/A]\n");
  const use = parseGpuUse(processes, parseCsv("GPU-aa, 87\nGPU-bb, [N/A]\n"));
  expect(use.processes).toEqual([
    { pid: 1234, gpuId: "GPU-aa", memoryBytes: 2 * 1024 ** 3 },
    { pid: 1235, gpuId: "GPU-bb", memoryBytes: 0 },
  ]);
  expect([...use.dutyPercent]).toEqual([
    ["GPU-aa", 87],
    ["GPU-bb", 0],
  ]);
});

test("nothing on the GPUs is nothing", () => {
  expect(parseGpuUse(parseCsv(""), parseCsv(" \n"))).toEqual({ processes: [], dutyPercent: new Map() });
});

test("what some of the GPUs do is the mean of their duty and the sum of their memory", () => {
  const load = (dutyPercent: number, memoryBytes: number) => ({
    ...{ model: "A100", dutyPercent, memoryBytes, memoryTotalBytes: 80e9 },
  });
  const loads = [load(10, 1e9), load(90, 2e9), load(30, 4e9)];
  expect(gpuLoadOf([2], loads)).toEqual({ gpuDutyPercent: 30, gpuMemoryBytes: 4e9 });
  expect(gpuLoadOf([0, 1], loads)).toEqual({ gpuDutyPercent: 50, gpuMemoryBytes: 3e9 });
  expect(gpuLoadOf([], loads)).toBeUndefined();
  expect(gpuLoadOf([7], loads)).toBeUndefined();
});
