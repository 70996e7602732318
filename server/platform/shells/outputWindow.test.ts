import { expect, it } from "vitest";
import { createOutputWindow, WINDOW_BYTES } from "./outputWindow.ts";

/**
 * A window between a shell that always has more to print and a client of some speed, in a time of their own.
 * @returns the window's bytes, and how long its last piece was on its way
 */
function flood(bytesAMs: number, journeyMs: number, pieces = 400, pieceBytes = 16 * 1024) {
  let nowMs = 0;
  const window = createOutputWindow(0, () => nowMs);
  const queue: { readonly offset: number; readonly sentMs: number }[] = [];
  let [sent, freeMs, waitedMs] = [0, 0, 0];
  for (let taken = 0; taken < pieces; taken += 1) {
    while (sent - taken * pieceBytes < window.bytes) {
      sent += pieceBytes;
      window.sent(sent);
      queue.push({ offset: sent, sentMs: nowMs });
    }
    const { offset, sentMs } = queue.shift() ?? { offset: 0, sentMs: 0 };
    freeMs = Math.max(freeMs, sentMs + journeyMs) + pieceBytes / bytesAMs;
    nowMs = Math.max(nowMs, freeMs);
    waitedMs = nowMs - sentMs;
    window.taken(offset);
  }
  return { bytes: window.bytes, waitedMs };
}

it.each([
  ["a terminal that takes long lines", 9_000, 2],
  ["a terminal that takes short lines", 2_500, 2],
  ["a terminal far away", 2_500, 80],
])("%s never waits for output, and output waits for it only a moment", (_, bytesAMs, journeyMs) => {
  const { bytes, waitedMs } = flood(bytesAMs, journeyMs);
  expect(bytes).toBeGreaterThan(WINDOW_BYTES.least);
  expect(waitedMs).toBeLessThan(journeyMs + 100);
});

it("a slow link gets the least, and a fast one no more than the most", () => {
  expect(flood(60, 20).bytes).toBe(WINDOW_BYTES.least);
  expect(flood(100_000, 1).bytes).toBeLessThanOrEqual(WINDOW_BYTES.most);
});

it("what is printed now and then leaves the window as it is", () => {
  let nowMs = 0;
  const window = createOutputWindow(5_000, () => nowMs);
  for (let offset = 5_100; offset < 50_000; offset += 100) {
    window.sent(offset);
    nowMs += 3;
    window.taken(offset);
  }
  expect(window.bytes).toBe(WINDOW_BYTES.first);
});

it("begins anew after a silence: what is printed then may cost a terminal more", () => {
  let nowMs = 0;
  const window = createOutputWindow(0, () => nowMs);
  let offset = 0;
  const print = (pieces: number) => {
    for (let piece = 0; piece < pieces; piece += 1) {
      offset += window.bytes;
      window.sent(offset);
      nowMs += 5;
      window.taken(offset);
    }
  };
  print(20);
  expect(window.bytes).toBe(WINDOW_BYTES.most);
  nowMs += 150;
  print(1);
  expect(window.bytes).toBe(WINDOW_BYTES.most);
  nowMs += 1_000;
  window.sent((offset += 100));
  expect(window.bytes).toBe(WINDOW_BYTES.first);
});
