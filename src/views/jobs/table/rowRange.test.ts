import { expect, it } from "vitest";
import { createRowRange } from "./rowRange.ts";

const onScreen = (startIndex: number, endIndex: number, count = 1000) => ({
  ...{ startIndex, endIndex, count },
  overscan: 4,
  lanes: 1,
});

it("draws all that is on the screen and some beyond, wherever it begins and ends", () => {
  const rangeOf = createRowRange();
  for (let start = 0; start < 900; start += 1) {
    for (const height of [20, 21, 22, 23]) {
      const rows = rangeOf(onScreen(start, start + height), 0).filter((index) => index > 0);
      expect(rows[0]).toBeLessThanOrEqual(Math.max(1, start - 4));
      expect(rows.at(-1)).toBeGreaterThanOrEqual(start + height + 4);
    }
  }
});

it("is the same array for a few steps, then has as many rows that come as leave", () => {
  const rangeOf = createRowRange();
  const all = Array.from({ length: 100 }, (_, step) => rangeOf(onScreen(100 + step, 123 + step), -1));
  const different = [...new Set(all)];
  expect(different.length).toBeLessThan(30);
  expect(new Set(different.map(({ length }) => length)).size).toBe(1);
});

it("draws no more than the screen has where nothing beyond is asked for", () => {
  expect(createRowRange()({ ...onScreen(10, 13), overscan: 0 }, 12)).toEqual([10, 11, 12, 13]);
});

it("ends with the list, and has the keyboard's row wherever it is", () => {
  const rangeOf = createRowRange();
  expect(rangeOf(onScreen(0, 2, 3), 0)).toEqual([0, 1, 2]);
  expect(rangeOf(onScreen(0, 0, 0), 0)).toEqual([]);
  expect(rangeOf(onScreen(500, 520), 7)[0]).toBe(7);
  expect(rangeOf(onScreen(500, 520), 900).at(-1)).toBe(900);
  expect(rangeOf(onScreen(500, 520), 1000)).not.toContain(1000);
});
