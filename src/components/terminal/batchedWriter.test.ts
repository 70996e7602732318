import { expect, it } from "vitest";
import { createBatchedWriter } from "./batchedWriter.ts";

/** A screen of some speed, in a time of its own. */
function screenOf(bytesAMs: number) {
  let nowMs = 0;
  const pieces: string[] = [];
  const tasks: (() => void)[] = [];
  let take: (() => void) | undefined;
  const writer = createBatchedWriter(
    (data, onTaken) => {
      pieces.push(new TextDecoder().decode(data));
      take = () => {
        nowMs += data.length / bytesAMs;
        onTaken();
      };
    },
    { now: () => nowMs, afterTasks: (callback) => tasks.push(callback) },
  );
  return {
    ...{ pieces, write: writer.write },
    /** Takes one piece in, and lets the page do what it has to. */
    async takeIn() {
      take?.();
      take = undefined;
      await Promise.resolve();
      tasks.shift()?.();
    },
  };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

it("writes what comes alone at once, and gathers what comes meanwhile", async () => {
  const screen = screenOf(1_000);
  for (const text of ["a", "b", "c"]) void screen.write(bytesOf(text));
  expect(screen.pieces).toEqual(["a"]);
  await screen.takeIn();
  expect(screen.pieces).toEqual(["a", "bc"]);
  await screen.takeIn();
  void screen.write(bytesOf("d"));
  expect(screen.pieces).toEqual(["a", "bc", "d"]);
});

it("says of each part when it was taken in, and not before", async () => {
  const screen = screenOf(1_000);
  const taken: string[] = [];
  for (const text of ["a", "b", "c"]) void screen.write(bytesOf(text)).then(() => taken.push(text));
  await screen.takeIn();
  expect(taken).toEqual(["a"]);
  await screen.takeIn();
  expect(taken).toEqual(["a", "b", "c"]);
});

it.each([1_000, 4_000, 9_000])("gives a screen of %d bytes a millisecond pieces of a moment", async (bytesAMs) => {
  const screen = screenOf(bytesAMs);
  const part = bytesOf("x".repeat(8 * 1024));
  for (let count = 0; count < 500; count += 1) void screen.write(part);
  for (let piece = 0; piece < 12; piece += 1) await screen.takeIn();
  const lastMs = (screen.pieces.at(-1)?.length ?? 0) / bytesAMs;
  expect(lastMs).toBeGreaterThan(15);
  expect(lastMs).toBeLessThan(40);
});
