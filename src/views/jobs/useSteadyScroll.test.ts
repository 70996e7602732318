import { expect, it } from "vitest";
import type { Job } from "../../../contract/job.ts";
import { rowShift } from "./useSteadyScroll.ts";

const list = (ids: string) => [...ids].map((id) => ({ id }) as Job);

it("counts the rows that appeared above the one being read", () => {
  expect(rowShift(list("cba"), list("edcba"), 1)).toBe(2);
});

it("counts the rows that vanished above", () => {
  expect(rowShift(list("dcba"), list("cba"), 1)).toBe(-1);
});

it("holds the next row when the one being read vanishes", () => {
  expect(rowShift(list("dcba"), list("dba"), 1)).toBe(-1);
  expect(rowShift(list("dcba"), list("xdba"), 1)).toBe(0);
});

it("lets new rows be seen at the list's beginning", () => {
  expect(rowShift(list("cba"), list("dcba"), -1)).toBe(0);
});

it("stays where it is when nothing is left or nothing changed", () => {
  expect(rowShift(list("cba"), list("zy"), 1)).toBe(0);
  const same = list("cba");
  expect(rowShift(same, same, 2)).toBe(0);
});
