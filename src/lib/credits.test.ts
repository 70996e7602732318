import { expect, it } from "vitest";
import { alignedCredits, creditsText, formatCredits } from "./credits.ts";

it.each([
  [0, "0"],
  [0.00002, "< 0.0001"],
  [0.0001, "0.0001"],
  [0.00416, "0.0042"],
  [0.5, "0.5"],
  [1.256, "1.26"],
  [99.999, "100"],
  [310.4, "310"],
])("writes %d credits as %s", (credits, text) => {
  expect(formatCredits(credits)).toBe(text);
});

it("keeps the zeros of a column", () => {
  expect([0, 0.00002, 0.034, 1.5, 310.4].map(alignedCredits)).toEqual(["0", "< 0.0001", "0.0340", "1.50", "310"]);
});

it("counts", () => {
  expect([0, 1, 2].map(creditsText)).toEqual(["0 credits", "1 credit", "2 credits"]);
});
