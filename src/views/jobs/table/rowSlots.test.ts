import { expect, it } from "vitest";
import { createRowSlots } from "./rowSlots.ts";

it("hands the slots of rows that leave on to rows that come, and leaves the others theirs", () => {
  const slots = createRowSlots();
  expect([...slots.assign("all", ["a", "b", "c"], false)]).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 2],
  ]);
  expect([...slots.assign("all", ["b", "c", "d", "e"], false)]).toEqual([
    ["b", 1],
    ["c", 2],
    ["d", 0],
    ["e", 3],
  ]);
});

it("begins anew with another list, so that no element changes its place", () => {
  const slots = createRowSlots();
  slots.assign("all", ["a", "b", "c"], false);
  expect([...slots.assign("some", ["c", "x"], false)]).toEqual([
    ["c", 0],
    ["x", 1],
  ]);
});

it("hands nothing on that may have the focus", () => {
  const slots = createRowSlots();
  slots.assign("all", ["a", "b"], false);
  expect(slots.assign("all", ["b", "c"], true).get("c")).toBe(2);
  expect(slots.assign("some", ["c", "d"], true).get("d")).toBe(3);
});
