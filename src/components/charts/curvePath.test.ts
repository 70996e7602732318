import { expect, it } from "vitest";
import { curvePaths } from "./curvePath.ts";

const scale = { area: { leftPx: 10, topPx: 5, widthPx: 100, heightPx: 50 }, fromMs: 0, toMs: 1000, top: 2 };
const flat = (timeMs: number, value: number) => ({ timeMs, min: value, mean: value, max: value });

it("goes from the floor for 0 to the ceiling for the axis's end, and fills what is under it", () => {
  const { line, fill, band } = curvePaths([[flat(0, 0), flat(500, 1), flat(1000, 2)]], scale);
  expect(line).toBe("M10 55L60 30L110 5");
  expect(fill).toBe("M10 55L10 55L60 30L110 5L110 55Z");
  expect(band).toBe("");
});

it("begins anew after a gap, and a lone value is a dot", () => {
  expect(curvePaths([[flat(0, 1)], [flat(500, 1), flat(600, 1)]], scale).line).toBe("M10 30h0M60 30L70 30");
});

it("shows from the lowest to the highest where they are apart", () => {
  const { line, band } = curvePaths([[{ timeMs: 0, min: 0, mean: 1, max: 2 }, flat(1000, 1)]], scale);
  expect(line).toBe("M10 30L110 30");
  expect(band).toBe("M10 5L110 30L110 30L10 55Z");
});

it("is cut at the ceiling, and draws nothing of nothing", () => {
  expect(curvePaths([[flat(0, 9)]], scale).line).toBe("M10 5h0");
  expect(curvePaths([], scale)).toEqual({ line: "", fill: "", band: "" });
});
