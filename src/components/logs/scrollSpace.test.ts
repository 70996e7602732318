import { describe, expect, it } from "vitest";
import { MAX_SPACE_PX, placeAt, scrollTopOf, spaceOf, type ScrollSpace } from "./scrollSpace.ts";

const spaceFor = (rows: number, start = 0): ScrollSpace => ({
  start,
  end: start + rows,
  rowPx: 20,
  viewPx: 600,
  spacePx: spaceOf(rows * 20),
});

describe("the place of a scroll bar", () => {
  it("is exact to the pixel as long as an element can be as high as the log", () => {
    const space = spaceFor(10_000);
    expect(placeAt(space, 0)).toEqual({ index: 0, offsetPx: 0 });
    for (const scrollTop of [1, 20, 12_345, 199_000]) {
      const place = placeAt(space, scrollTop);
      if (place === "end") throw new Error("It is not at the end");
      expect(place.index).toBe(Math.floor(scrollTop / 20));
      expect(place.offsetPx).toBeCloseTo(scrollTop % 20, 3);
      expect(scrollTopOf(space, place)).toBeCloseTo(scrollTop, 3);
    }
    expect(placeAt(space, 200_000 - 600)).toBe("end");
    expect(scrollTopOf(space, "end")).toBe(199_400);
  });

  it("is in proportion for a log of any length, and reaches every line", () => {
    const space = spaceFor(50_000_000, 1_000);
    expect(space.spacePx).toBe(MAX_SPACE_PX);
    const middle = placeAt(space, (MAX_SPACE_PX - 600) / 2);
    expect(middle !== "end" && Math.abs(middle.index - 25_001_000) < 100).toBe(true);
    for (const index of [1_000, 12_345_678, 49_999_000]) {
      const place = placeAt(space, scrollTopOf(space, { index, offsetPx: 0 }));
      expect(place !== "end" && Math.abs(place.index - index) <= 1).toBe(true);
    }
    expect(placeAt(space, MAX_SPACE_PX - 600)).toBe("end");
  });

  it("of a line near the end is not the end, which would mean to follow", () => {
    const space = spaceFor(10_000);
    expect(scrollTopOf(space, { index: 9_999, offsetPx: 0 })).toBeLessThan(scrollTopOf(space, "end") - 1);
  });
});
