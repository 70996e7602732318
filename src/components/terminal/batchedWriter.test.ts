import { expect, it } from "vitest";
import { createBatchedWriter } from "./batchedWriter.ts";
import type { FloodGauge } from "./floodGauge.ts";

const KEPT_LINES = 1_000;

/** A screen of some speed that has a thousand lines, in a time of its own. */
function screenOf(bytesAMs: number, flood: Partial<FloodGauge> = {}) {
  let nowMs = 0;
  const pieces: string[] = [];
  const tasks: (() => void)[] = [];
  const timers = new Map<unknown, { readonly atMs: number; readonly callback: () => void }>();
  let take: (() => void) | undefined;
  const writer = createBatchedWriter(
    {
      endsInNewline: false,
      keptLines: () => KEPT_LINES,
      write(data, onTaken) {
        pieces.push(new TextDecoder().decode(data));
        take = () => {
          nowMs += data.length / bytesAMs;
          onTaken();
        };
      },
    },
    { came: () => {}, attend: () => {}, isFlood: false, ...flood },
    {
      now: () => nowMs,
      afterTasks: (callback) => tasks.push(callback),
      setTimeout(callback, ms) {
        const timer = {};
        timers.set(timer, { atMs: nowMs + ms, callback });
        return timer;
      },
      clearTimeout: (timer) => timers.delete(timer),
    },
  );
  return {
    ...{ ...writer, pieces },
    /** Takes one piece in, and lets the page do what it has to. */
    async takeIn() {
      take?.();
      take = undefined;
      await Promise.resolve();
      tasks.shift()?.();
    },
    pass(ms: number) {
      nowMs += ms;
      for (const [timer, { atMs, callback }] of timers) {
        if (atMs > nowMs) continue;
        timers.delete(timer);
        callback();
      }
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

const FLOOD = { isFlood: true };

/** Lines of eight bytes, from one number on. */
const linesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => `${String(first + index).padStart(6, "0")}\r\n`).join("");

it("gathers a flood of short lines, holds nobody up, and writes what is left of it", async () => {
  const screen = screenOf(10_000, FLOOD);
  for (let at = 0; at < 9; at += 1) {
    await screen.write(bytesOf(linesFrom(at * 1_000, 1_000)));
    screen.pass(4);
  }
  expect(screen.pieces).toEqual([]);
  screen.pass(5);
  expect(screen.pieces).toEqual([`${linesFrom(0, 1)}${linesFrom(8_000, 1_000)}`]);
});

it("shows a flood that does not ebb several times a second", async () => {
  const screen = screenOf(10_000, FLOOD);
  for (let ms = 0; ms < 1_000; ms += 4) {
    void screen.write(bytesOf(linesFrom(ms * 100, 400)));
    screen.pass(4);
    await screen.takeIn();
  }
  expect(screen.pieces.length).toBeGreaterThanOrEqual(8);
  expect(screen.pieces.length).toBeLessThanOrEqual(12);
});

it("writes what was gathered when there is too much of it, or somebody looks", async () => {
  const screen = screenOf(10_000, FLOOD);
  const part = bytesOf(linesFrom(0, 100_000));
  for (const _ of [1, 2]) void screen.write(part);
  expect(screen.pieces).toEqual([]);
  void screen.write(part);
  expect(screen.pieces.length).toBe(1);
  await screen.takeIn();
  void screen.write(bytesOf("a\r\n"));
  expect(screen.pieces.length).toBe(1);
  screen.letGo();
  expect(screen.pieces.at(-1)).toBe("a\r\n");
});

it.each([
  ["nobody prints fast", { isFlood: false }, "a\r\n"],
  ["there is more than text in it", FLOOD, "\u001b[31ma\r\n"],
  ["its lines are long", FLOOD, `${"a".repeat(300)}\r\n`],
])("gathers nothing while %s", (_, flood, text) => {
  const screen = screenOf(1_000, flood);
  void screen.write(bytesOf(text));
  expect(screen.pieces).toEqual([text]);
});

it("writes what was gathered with what ends the text", () => {
  const screen = screenOf(1_000, FLOOD);
  void screen.write(bytesOf(linesFrom(0, 3)));
  void screen.write(bytesOf("\u001b[31m"));
  expect(screen.pieces).toEqual([`${linesFrom(0, 3)}\u001b[31m`]);
});

it("leaves out of what waits what the screen would not keep, and says that all of it was taken in", async () => {
  const screen = screenOf(100_000);
  const parts = [linesFrom(0, 4_000), linesFrom(4_000, 4_000), "\u001b[31m", "last"];
  const taken: number[] = [];
  for (const [index, part] of ["first", ...parts].entries())
    void screen.write(bytesOf(part)).then(() => taken.push(index));
  for (let piece = 0; piece < 3; piece += 1) await screen.takeIn();
  expect(screen.pieces.join("")).toBe(`first${linesFrom(0, 1)}${linesFrom(7_000, 1_000)}\u001b[31mlast`);
  expect(taken).toEqual([0, 1, 2, 3, 4]);
});
