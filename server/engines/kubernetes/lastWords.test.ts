import { expect, test } from "vitest";
import { createHearing } from "./lastWords.ts";

const lines = (...texts: string[]) => texts.map((text) => Buffer.from(`${text}\n`));

function missingOf(heard: readonly (readonly ["stdout" | "stderr", string])[], log: readonly Buffer[]): string[][] {
  const hearing = createHearing();
  for (const [stream, text] of heard) hearing.heard({ stream, data: Buffer.from(text) });
  return hearing.missing(log).map(({ stream, data }) => [stream, String(data)]);
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
