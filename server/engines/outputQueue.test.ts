import { expect, test } from "vitest";
import { createOutputQueue } from "./outputQueue.ts";

test("what has come of one stream meanwhile is one piece, in order, and no larger than the window", async () => {
  const held: boolean[] = [];
  const queue = createOutputQueue((isFull) => void held.push(isFull));
  const push = (stream: "stdout" | "stderr", text: string) => queue.push({ stream, data: Buffer.from(text) });
  push("stdout", "one ");
  push("stdout", "two ");
  push("stderr", "oh ");
  push("stdout", "three ");
  push("stdout", "x".repeat(60_000));
  push("stdout", "y".repeat(60_000));
  queue.end();
  const pieces: string[] = [];
  for await (const { stream, data } of queue.read()) pieces.push(`${stream}: ${Buffer.from(data).toString()}`);
  expect(pieces).toEqual([
    "stdout: one two ",
    "stderr: oh ",
    `stdout: three ${"x".repeat(60_000)}`,
    `stdout: ${"y".repeat(60_000)}`,
  ]);
  expect(held).toEqual([true, false]);
});
