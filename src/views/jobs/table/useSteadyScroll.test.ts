import { expect, it } from "vitest";
import type { ListItem } from "../../../lib/jobGroups.ts";
import { rowShiftPx } from "./useSteadyScroll.ts";

const HEIGHTS = { jobPx: 10, groupPx: 4 };
/** Small letters are jobs, capital ones groups. */
const list = (keys: string) =>
  [...keys].map((key) => (key < "a" ? { kind: "group", key } : { id: key }) as unknown as ListItem);
const shift = (before: string, after: string, hiddenPx: number) =>
  rowShiftPx(list(before), list(after), hiddenPx, HEIGHTS);

it("counts the rows that appeared above the one being read", () => {
  expect(shift("cba", "edcba", 15)).toBe(20);
});

it("counts the rows that vanished above", () => {
  expect(shift("dcba", "cba", 15)).toBe(-10);
});

it("holds the next row when the one being read vanishes", () => {
  expect(shift("dcba", "dba", 15)).toBe(-10);
  expect(shift("dcba", "xdba", 15)).toBe(0);
});

it("knows that groups are not as high as jobs", () => {
  expect(shift("AcbBa", "AdcbBa", 15)).toBe(10);
  expect(shift("AcbBa", "ABa", 25)).toBe(-20);
  expect(shift("AcBb", "XAcBb", 5)).toBe(4);
});

it("lets new rows be seen at the list's beginning", () => {
  expect(shift("cba", "dcba", 0)).toBe(0);
  expect(shift("cba", "dcba", -7)).toBe(0);
});

it("stays where it is when nothing is left or nothing changed", () => {
  expect(shift("cba", "zy", 15)).toBe(0);
  const same = list("cba");
  expect(rowShiftPx(same, same, 25, HEIGHTS)).toBe(0);
});
