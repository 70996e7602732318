import { expect, test } from "vitest";
import { readQuantity } from "./quantity.ts";

test.each([
  ["2", 2],
  ["1500m", 1.5],
  ["24684084Ki", 24684084 * 1024],
  ["2Gi", 2 * 1024 ** 3],
  ["1e3", 1000],
  ["1M", 1e6],
  ["123456789n", 0.123456789],
  [undefined, 0],
])("%s is %d", (text, number) => {
  expect(readQuantity(text)).toBeCloseTo(number, 9);
});

test.each(["", "two", "2Xi"])("%j is no quantity", (text) => {
  expect(readQuantity(text)).toBeNaN();
});
