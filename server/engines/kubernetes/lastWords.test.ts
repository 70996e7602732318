import { expect, test } from "vitest";
import { createHearing } from "./lastWords.ts";

const lines = (...texts: string[]) => texts.map((text) => Buffer.from(`${text}\n`));

type Heard = readonly (readonly ["stdout" | "stderr", string])[];

function missingOf(heard: Heard, log: readonly Buffer[], isAll = true): string[][] | undefined {
  const hearing = createHearing();
  for (const [stream, text] of heard) hearing.heard({ stream, data: Buffer.from(text) });
  return hearing.missing({ lines: log, isAll })?.map(({ stream, data }) => [stream, String(data)]);
}

test("finds nothing where all was heard, in whatever pieces and order", () => {
  const heard = [
    ["stderr", "oops\n"],
    ["stdout", "on"],
    ["stdout", "e\ntwo\n"],
  ] as const;
  expect(missingOf(heard, lines("one", "oops", "two"))).toEqual([]);
  expect(missingOf([], [])).toEqual([]);
});

test("finds the last words of a stream, and not what was said before the connection", () => {
  expect(missingOf([["stdout", "one\n"]], lines("earlier", "one", "oops"))).toEqual([["stderr", "oops\n"]]);
  expect(missingOf([["stderr", "oops\n"]], lines("earlier", "oops", "one", "two"))).toEqual([
    ["stdout", "one\n"],
    ["stdout", "two\n"],
  ]);
});

test("a stream that was heard later is not the one that lost something", () => {
  const heard = [
    ["stdout", "one\n"],
    ["stderr", "oh\n"],
    ["stdout", "two\n"],
  ] as const;
  expect(missingOf(heard, lines("one", "oh", "dear", "two"))).toEqual([["stderr", "dear\n"]]);
});

test("where nothing was heard all is missing", () => {
  expect(missingOf([], lines("only"))).toEqual([["stdout", "only\n"]]);
});

test("finds the rest of a line that was heard in part, and what is behind it", () => {
  const heard = [["stdout", "number 1\nnumb"]] as const;
  const log = lines("number 0", "number 1", "number 2", "number 3");
  expect(missingOf(heard, log)).toEqual([
    ["stdout", "er 2\n"],
    ["stdout", "number 3\n"],
  ]);
  expect(missingOf([["stdout", "numb"]], lines("number 1"))).toEqual([["stdout", "er 1\n"]]);
});

test("a last line without an end was heard whole", () => {
  const log = [...lines("one"), Buffer.from("two")];
  expect(missingOf([["stdout", "one\ntwo"]], log)).toEqual([]);
  const heard = [
    ["stderr", "two"],
    ["stdout", "one\n"],
  ] as const;
  expect(missingOf(heard, log)).toEqual([]);
});

test("much that is missing is the rest of what was heard, not what was silent", () => {
  const numbers = Array.from({ length: 2_000 }, (_, index) => String(index));
  const missing = missingOf([["stdout", "0\n1\n"]], lines(...numbers)) ?? [];
  expect(missing).toHaveLength(1_998);
  expect(missing.every(([stream]) => stream === "stdout")).toBe(true);
});

test("what was heard is looked for further back, and nothing comes twice", () => {
  expect(missingOf([["stdout", "one\n"]], lines("two", "three"), false)).toBeUndefined();
  expect(missingOf([], lines("two", "three"), false)).toBeUndefined();
  // All lines begin alike.
  expect(missingOf([["stdout", "step 1\nstep "]], lines("step 3", "step 4"), false)).toBeUndefined();
  expect(missingOf([["stdout", "one\n"]], lines("two", "three"))).toEqual([]);
});

test("remembers the end of much", () => {
  const numbers = lines(...Array.from({ length: 50_000 }, (_, index) => String(index)));
  const all = Buffer.concat(numbers);
  const hearing = createHearing();
  for (let at = 0; at < all.length - 1_000; at += 777) {
    hearing.heard({ stream: "stdout", data: all.subarray(at, Math.min(at + 777, all.length - 1_000)) });
  }
  const missing = hearing.missing({ lines: numbers.slice(-1_000), isAll: false }) ?? [];
  expect(String(Buffer.concat(missing.map(({ data }) => data)))).toBe(String(all.subarray(-1_000)));
});
