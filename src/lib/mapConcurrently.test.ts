import { expect, it } from "vitest";
import { mapConcurrently } from "./mapConcurrently.ts";

it("keeps to its limit and to the items' order", async () => {
  let running = 0;
  let most = 0;
  const results = await mapConcurrently([5, 1, 4, 2, 3], 2, async (item) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

it("rejects with a failure, and does nothing for nothing", async () => {
  await expect(mapConcurrently([1], 3, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await mapConcurrently([], 3, () => Promise.reject(new Error("never called")))).toEqual([]);
});
