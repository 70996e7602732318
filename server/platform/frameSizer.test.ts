import { expect, it } from "vitest";
import { createFrameSizer } from "./frameSizer.ts";

const KIBIBYTE = 1024;

/** The sizes of the frames of some bytes for a reader of some pace. */
function sizesOf(bytes: number, bytesAMs: number, sizer = createFrameSizer()): number[] {
  const sizes: number[] = [];
  for (let sent = 0; sent < bytes; sent += sizes.at(-1) ?? 0) {
    sizes.push(sizer.nextBytes);
    sizer.taken(sizer.nextBytes, sizer.nextBytes / bytesAMs);
  }
  return sizes;
}

it.each([1, 100_000, Infinity])("begins small for a reader of %d bytes a millisecond", (bytesAMs) => {
  const [first, ...next] = sizesOf(1024 * KIBIBYTE, bytesAMs);
  expect(first).toBe(16 * KIBIBYTE);
  expect(new Set(next)).toEqual(new Set([64 * KIBIBYTE]));
});

it.each([
  [400, 64 * KIBIBYTE],
  [4_000, 200_000],
  [100_000, 512 * KIBIBYTE],
  [Infinity, 512 * KIBIBYTE],
])("gives a reader of %d bytes a millisecond %d bytes at once", (bytesAMs, expected) => {
  expect(sizesOf(8192 * KIBIBYTE, bytesAMs).at(-1)).toBeCloseTo(expected, -1);
});

it("learns that the reader has become slow", () => {
  const sizer = createFrameSizer();
  sizesOf(8192 * KIBIBYTE, Infinity, sizer);
  expect(sizer.nextBytes).toBe(512 * KIBIBYTE);
  expect(sizesOf(8192 * KIBIBYTE, 400, sizer).slice(1)).toContain(64 * KIBIBYTE);
  expect(sizer.nextBytes).toBe(64 * KIBIBYTE);
});
