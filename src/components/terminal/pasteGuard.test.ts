import { expect, it } from "vitest";
import { isLargePaste, linesOf } from "./pasteGuard.ts";

it("counts lines, however they end", () => {
  expect(["", "a", "a\n", "a\nb", "a\r\nb\r\n", "a\rb\rc"].map(linesOf)).toEqual([1, 1, 1, 2, 2, 3]);
});

it("asks about what would run more than one command", () => {
  expect(isLargePaste("ls -la\n", false)).toBe(false);
  expect(isLargePaste("cd /\nrm -rf x", false)).toBe(true);
});

it("lets a program that knows where a paste ends take a few lines", () => {
  expect(isLargePaste("1\n2\n3\n4\n5", true)).toBe(false);
  expect(isLargePaste("1\n2\n3\n4\n5\n6", true)).toBe(true);
  expect(isLargePaste("x".repeat(20_001), true)).toBe(true);
});
