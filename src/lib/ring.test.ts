import { describe, expect, it } from "vitest";
import { createRing } from "./ring.ts";

describe("createRing", () => {
  it("keeps what fits, oldest first", () => {
    const ring = createRing<number>(3);
    expect([ring.length, ring.last, ring.toArray()]).toEqual([0, undefined, []]);
    ring.push(1);
    ring.push(2);
    expect([ring.length, ring.last, ring.toArray()]).toEqual([2, 2, [1, 2]]);
  });

  it("lets the oldest go, round and round", () => {
    const ring = createRing<number>(3);
    for (let item = 1; item <= 10; item++) {
      ring.push(item);
      expect(ring.last).toBe(item);
      expect(ring.toArray()).toEqual([item - 2, item - 1, item].filter((kept) => kept >= 1));
    }
    expect(ring.length).toBe(3);
  });

  it("hands out copies", () => {
    const ring = createRing<number>(2);
    ring.push(1);
    const copy = ring.toArray();
    ring.push(2);
    expect(copy).toEqual([1]);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses the capacity %j", (capacity) => {
    expect(() => createRing(capacity)).toThrow(RangeError);
  });
});
