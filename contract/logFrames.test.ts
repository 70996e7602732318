import { expect, it } from "vitest";
import { LINE_COUNT_BYTES, putLineCount, readLogFrame } from "./logFrames.ts";
import { ContractError } from "./parse.ts";

function frameOf(text: string, lines: number | undefined): Uint8Array {
  const frame = new Uint8Array(text.length + LINE_COUNT_BYTES);
  new TextEncoder().encodeInto(text, frame);
  putLineCount(frame, lines);
  return frame;
}

it.each([
  ["one\ntwo\n", 2],
  ["", undefined],
  ["a part of a line", undefined],
  ["many", 4_000_000_000],
])("a frame of %j and its count are read back as they were", (text, lines) => {
  const read = readLogFrame(frameOf(text, lines));
  expect({ ...read, piece: new TextDecoder().decode(read.piece) }).toEqual({ piece: text, lines });
});

it("a frame is read where it stands in other memory", () => {
  const memory = new Uint8Array(40);
  memory.set(frameOf("a\n", 1), 7);
  expect(readLogFrame(memory.subarray(7, 7 + 2 + LINE_COUNT_BYTES)).lines).toBe(1);
});

it("a frame without a count is refused", () => {
  expect(() => readLogFrame(Uint8Array.of(1, 2, 3))).toThrow(ContractError);
});
