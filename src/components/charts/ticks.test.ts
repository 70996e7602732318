import { describe, expect, it } from "vitest";
import { formatBytes } from "../../../contract/sizes.ts";
import { steadyAxis, valueAxis } from "./ticks.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

describe("valueAxis", () => {
  it.each([
    [0, undefined, [0, 0.025, 0.05, 0.075, 0.1]],
    [0.73, 1, [0, 0.25, 0.5, 0.75, 1]],
    [3.2, 4, [0, 1, 2, 3, 4]],
    [6, 4, [0, 2, 4, 6]],
    [60, 64, [0, 20, 40, 60, 80]],
    [100, 100, [0, 25, 50, 75, 100]],
  ])("of %d cores with the limit %s", (peak, limit, ticks) => {
    expect(valueAxis(peak, limit, "decimal", 0.1).ticks).toEqual(ticks);
  });

  it.each([
    [300 * MIB, 512 * MIB, ["0 B", "128 MiB", "256 MiB", "384 MiB", "512 MiB"]],
    [3.1 * GIB, 4 * GIB, ["0 B", "1 GiB", "2 GiB", "3 GiB", "4 GiB"]],
    [30 * MIB, undefined, ["0 B", "10 MiB", "20 MiB", "30 MiB"]],
    [900 * MIB, undefined, ["0 B", "256 MiB", "512 MiB", "768 MiB", "1 GiB"]],
  ])("of %d bytes", (peak, limit, labels) => {
    expect(valueAxis(peak, limit, "binary", MIB).ticks.map(formatBytes)).toEqual(labels);
  });

  it("holds the peak and ends in a mark, whatever the peak", () => {
    for (let peak = 1e-3; peak < 1e13; peak *= 1.37) {
      for (const unit of ["binary", "decimal"] as const) {
        const axis = valueAxis(peak, undefined, unit, 1e-3);
        expect(axis.top).toBeGreaterThanOrEqual(peak * (1 - 1e-9));
        expect(axis.top).toBe(axis.ticks.at(-1));
        expect(axis.ticks.length).toBeLessThanOrEqual(6);
        expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
      }
    }
  });

  it("leaves out a limit that is far above the line", () => {
    expect(valueAxis(0.2, 16, "decimal", 0.1)).toMatchObject({ showsLimit: false, top: 0.2 });
    expect(valueAxis(2, 16, "decimal", 0.1)).toMatchObject({ showsLimit: true, top: 20 });
  });
});

it("an axis that is drawn changes only when it must", () => {
  const axis = (peak: number) => valueAxis(peak, undefined, "decimal", 0.1);
  const held = axis(1.9);
  expect(held.top).toBe(2);
  expect(steadyAxis(held, axis(1.2))).toBe(held);
  expect(steadyAxis(held, axis(2.1)).top).toBeGreaterThan(2);
  expect(steadyAxis(held, axis(0.9)).top).toBe(1);
});
