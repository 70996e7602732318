import { expect, it } from "vitest";
import { appendRow, removeRow, updateRow } from "./rows.ts";

const rows = [
  { key: 4, name: "A" },
  { key: 2, name: "" },
];

it("adds a row with a key of its own", () => {
  expect(appendRow(rows, { name: "" }).at(-1)).toEqual({ key: 5, name: "" });
  expect(appendRow([], {})).toEqual([{ key: 0 }]);
});

it("changes and removes by key", () => {
  expect(updateRow(rows, 2, { name: "B" })[1]).toEqual({ key: 2, name: "B" });
  expect(removeRow(rows, 4)).toEqual([rows[1]]);
});
