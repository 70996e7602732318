import { expect, it } from "vitest";
import { parse } from "./parse.ts";
import { telemetry } from "./telemetry.ts";

it("reads seconds and mebibytes into milliseconds and bytes", () => {
  expect(parse(telemetry, { cpu: 0.5, memory: 2, timestamp: 1_700_000_000.25, gpu_memory: 1 }, "telemetry")).toEqual({
    timestampMs: 1_700_000_000_250,
    cpu: 0.5,
    memoryBytes: 2_097_152,
    gpuDutyPercent: undefined,
    gpuMemoryBytes: 1_048_576,
  });
});

it("prefers bytes, which are exact", () => {
  const sample = { cpu: 1, memory: 1, memory_bytes: 5, timestamp: 1, gpu_duty_cycle: 100, gpu_memory_bytes: 7 };
  expect(parse(telemetry, { ...sample, gpu_memory: 1, unknown: true }, "telemetry")).toMatchObject({
    memoryBytes: 5,
    gpuDutyPercent: 100,
    gpuMemoryBytes: 7,
  });
});

it("names the field that is missing", () => {
  expect(() => parse(telemetry, { cpu: 1 }, "telemetry")).toThrow("telemetry: timestamp: is required");
});
