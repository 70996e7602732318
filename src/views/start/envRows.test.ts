import { expect, it } from "vitest";
import { replaceEnv } from "./envRows.ts";

const rows = [
  { key: 4, name: "A", value: "1" },
  { key: 2, name: "", value: "" },
];

it("puts pasted entries where they were pasted", () => {
  const pasted = [
    { name: "B", value: "2" },
    { name: "C", value: "3" },
  ];
  expect(replaceEnv([...rows, { key: 3, name: "Z", value: "9" }], 2, pasted).map((row) => row.name)).toEqual([
    "A",
    "B",
    "C",
    "Z",
  ]);
});

it("takes over the value of a name that is there already, and of a name pasted twice the last", () => {
  const pasted = [
    { name: "A", value: "new" },
    { name: "B", value: "1" },
    { name: "B", value: "2" },
  ];
  const result = replaceEnv(rows, 2, pasted);
  expect(result).toEqual([
    { key: 4, name: "A", value: "new" },
    { key: 5, name: "B", value: "2" },
  ]);
});
