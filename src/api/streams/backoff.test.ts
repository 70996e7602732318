import { describe, expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

describe("the backoff", () => {
  it("doubles from one second up to half a minute", () => {
    expect([0, 1, 2, 3, 4, 5, 1000].map((failures) => backoffMs(failures, () => 0))).toEqual([
      1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
    ]);
    expect([0, 1, 2, 3, 4, 5, 1000].map((failures) => backoffMs(failures, () => 1))).toEqual([
      2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it("spreads clients over the time between", () => {
    expect(backoffMs(0, () => 0.25)).toBe(1_250);
    expect(backoffMs(4, () => 0.5)).toBe(22_500);
  });
});
