import { describe, expect, it } from "vitest";
import { createQueue, type Queue } from "./queue.ts";

async function readAll<T>(queue: Queue<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of queue.items) all.push(item);
  return all;
}

describe("a queue", () => {
  it("gives what was pushed before, during and between reads, in order", async () => {
    const queue = createQueue<number>();
    queue.push(1);
    const reading = readAll(queue);
    queue.push(2);
    await Promise.resolve();
    queue.push(3);
    queue.end();
    expect(await reading).toEqual([1, 2, 3]);
  });

  it("gives what is left before it throws", async () => {
    const queue = createQueue<number>();
    queue.push(1);
    queue.fail(new Error("lost"));
    queue.push(2);
    const items: number[] = [];
    const reading = (async () => {
      for await (const item of queue.items) items.push(item);
    })();
    await expect(reading).rejects.toThrow("lost");
    expect(items).toEqual([1]);
  });

  it("keeps to the first way it ended", async () => {
    const queue = createQueue<number>();
    queue.end();
    queue.fail(new Error("late"));
    expect(await readAll(queue)).toEqual([]);
  });
});
