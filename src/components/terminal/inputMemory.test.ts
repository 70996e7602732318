import { expect, it } from "vitest";
import { createInputMemory } from "./inputMemory.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (pieces: readonly Uint8Array[]) => pieces.map((piece) => new TextDecoder().decode(piece)).join("");

it("gives back what has not arrived, also from the middle of a piece", () => {
  const memory = createInputMemory();
  for (const piece of ["hello ", "there", "\r"]) memory.add(bytes(piece));
  expect(text(memory.since(0))).toBe("hello there\r");
  expect(text(memory.since(8))).toBe("ere\r");
  expect(memory.since(12)).toEqual([]);
});

it("counts on from what others have typed before", () => {
  const memory = createInputMemory();
  memory.reset(100);
  memory.add(bytes("abc"));
  expect(text(memory.since(101))).toBe("bc");
});

it("forgets the oldest, and nothing of a single large piece", () => {
  const memory = createInputMemory(10);
  for (let piece = 0; piece < 10; piece += 1) memory.add(bytes(`<${piece}>`));
  expect(text(memory.since(0))).toBe("<7><8><9>");
  memory.add(bytes("x".repeat(50)));
  expect(text(memory.since(30))).toBe("x".repeat(50));
});
