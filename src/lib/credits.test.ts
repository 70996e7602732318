import { expect, it } from "vitest";
import { creditsText, formatCredits } from "./credits.ts";

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

it("counts", () => {
  expect([0, 1, 2].map(creditsText)).toEqual(["0 credits", "1 credit", "2 credits"]);
});
