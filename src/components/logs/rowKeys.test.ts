import { expect, test } from "vitest";
import { nextKeys, type KeyedRows } from "./rowKeys.ts";

const rowsFrom = (from: number, count: number) => Array.from({ length: count }, (_, at) => ({ index: from + at }));
const drawn = (from: number, keys: readonly number[]): KeyedRows => ({ rows: rowsFrom(from, keys.length), keys });

test("first rows get keys of their own", () => {
  expect(nextKeys({ rows: [], keys: [] }, rowsFrom(40, 3), true)).toEqual([0, 1, 2]);
});

test("rows that stay keep their keys, new ones take those of rows that went", () => {
  expect(nextKeys(drawn(10, [0, 1, 2, 3]), rowsFrom(12, 4), true)).toEqual([2, 3, 0, 1]);
});

test("rows of a flood stand in the elements of those before them, in their order", () => {
  expect(nextKeys(drawn(10, [2, 3, 0, 1]), rowsFrom(9000, 5), true)).toEqual([2, 3, 0, 1, 4]);
});

test("while somebody reads no row gets another one's key", () => {
  expect(nextKeys(drawn(10, [2, 3, 0, 1]), rowsFrom(8, 4), false)).toEqual([4, 5, 2, 3]);
  expect(nextKeys(drawn(10, [2, 3, 0, 1]), rowsFrom(9000, 2), false)).toEqual([4, 5]);
});
