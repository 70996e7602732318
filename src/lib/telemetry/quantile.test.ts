import { expect, it } from "vitest";
import { seeded } from "../seeded.ts";
import { quantileOf } from "./quantile.ts";

it("is what sorting would find, whatever the values and their order", () => {
  const random = seeded(1);
  for (let round = 0; round < 300; round += 1) {
    const length = 1 + Math.floor(random() * 60);
    const values = Float64Array.from({ length }, () => Math.floor(random() * (round % 3 === 0 ? 4 : 1000)));
    for (const share of [0, 0.5, 0.95, 1]) {
      const sorted = values.toSorted();
      expect(quantileOf(values.slice(), share)).toBe(sorted[Math.max(0, Math.ceil(length * share) - 1)]);
    }
  }
  expect(quantileOf(new Float64Array(), 0.95)).toBeNaN();
});
