import { expect, it } from "vitest";
import { sparkPath } from "./sparkPath.ts";

const frame = { toMs: 10_000, spanMs: 10_000, ceiling: 2, widthPx: 10, heightPx: 20 };
const points = (...values: (number | undefined)[]) =>
  values.map((value, index) => ({ timestampMs: 10_000 - (values.length - 1 - index) * 1_000, value }));

it("ends at the right edge and goes from the bottom for 0 to the top for the ceiling", () => {
  expect(sparkPath(points(0, 1, 2), frame)).toBe("M8 20L9 10L10 0");
});

it("leaves out what is older than its span, and cuts what is above the ceiling", () => {
  expect(sparkPath([{ timestampMs: -5_000, value: 1 }, ...points(5)], frame)).toBe("M10 0");
});

it("lifts the pen at a gap", () => {
  expect(sparkPath(points(0, undefined, 0), frame)).toBe("M8 20M10 20");
});

it("keeps the peak of a column, and draws one step a column", () => {
  const dense = Array.from({ length: 10_001 }, (_, ms) => ({ timestampMs: ms, value: ms === 3_333 ? 2 : 0 }));
  const path = sparkPath(dense, frame);
  expect(path).toContain("L3 0");
  expect(path.match(/[ML]/g)).toHaveLength(11);
});

it("draws nothing of nothing", () => {
  expect(sparkPath([], frame)).toBe("");
});
