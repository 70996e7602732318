import { expect, test } from "vitest";
import { parseCsv, parseGpuUse } from "./gpus.ts";

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
