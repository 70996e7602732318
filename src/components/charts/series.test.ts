import { describe, expect, it } from "vitest";
import type { Telemetry } from "../../../contract/telemetry.ts";
import { seriesOf } from "./series.ts";

const sample = (timestampMs: number, cpu: number, gpuDutyPercent?: number): Telemetry => ({
  timestampMs,
  cpu,
  memoryBytes: 1,
  gpuDutyPercent,
  gpuMemoryBytes: undefined,
});
const cpuOf = (telemetry: Telemetry) => telemetry.cpu;

describe("seriesOf", () => {
  it("is empty without samples", () => {
    expect(seriesOf([], cpuOf, 60_000)).toEqual([]);
  });

  it("keeps the window that ends at the newest sample", () => {
    const samples = Array.from({ length: 100 }, (_, second) => sample(second * 1000, second));
    const points = seriesOf(samples, cpuOf, 10_000);
    expect(points.map((point) => point.value)).toEqual([89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
  });

  it("draws a gap where samples are missing, and none where one is late", () => {
    const points = seriesOf([sample(0, 1), sample(3000, 2), sample(13_000, 3)], cpuOf, 60_000);
    expect(points).toEqual([
      { timestampMs: 0, value: 1 },
      { timestampMs: 3000, value: 2 },
      { timestampMs: 8000, value: undefined },
      { timestampMs: 13_000, value: 3 },
    ]);
  });

  it("has no value where a sample has none", () => {
    const points = seriesOf([sample(0, 1, 50), sample(1000, 1)], (telemetry) => telemetry.gpuDutyPercent, 60_000);
    expect(points.map((point) => point.value)).toEqual([50, undefined]);
  });
});
