import { describe, expect, it } from "vitest";
import { cellCount, cellsOf, parseMatrix, requestOfCell } from "./matrix.ts";

const axes = (text: string) => {
  const parsed = parseMatrix(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.axes;
};

describe("a matrix", () => {
  it.each([
    ["", []],
    ["lr={0.1,0.01}", [{ name: "lr", values: ["0.1", "0.01"] }]],
    [
      " seed={1..3}  MODE={fast} ",
      [
        { name: "seed", values: ["1", "2", "3"] },
        { name: "MODE", values: ["fast"] },
      ],
    ],
    ["n={10..0..5}", [{ name: "n", values: ["10", "5", "0"] }]],
    ["n={-1..1}", [{ name: "n", values: ["-1", "0", "1"] }]],
    ['x={"a, b", c d ,"{e}"}', [{ name: "x", values: ["a, b", "c d", "{e}"] }]],
  ])("reads %j", (text, expected) => {
    expect(axes(text)).toEqual(expected);
  });

  it.each([
    ["lr", "Write NAME={first,second} or NAME={1..5} instead of “lr”."],
    ["lr=0.1", "Write NAME={first,second} or NAME={1..5} instead of “lr=0.1”."],
    ["lr={0.1", "Write NAME={first,second} or NAME={1..5} instead of “lr={0.1”."],
    ["a={1} {2}", "Write NAME={first,second} or NAME={1..5} instead of “{2}”."],
    ["1a={1}", "“1a” is no name: letters, digits and _, not beginning with a digit."],
    ["a={1} a={2}", "a stands twice."],
    ["a={}", "a: a value is missing between the braces."],
    ["a={1,,2}", "a: a value is missing between the braces."],
    ["a={1,1}", "a: a value stands twice."],
    ["a={0..5..0}", "a: a range's step must be at least 1."],
    ["a={1..100} b={1..100}", "These are 10000 jobs; at most 500 start at once."],
    ["a={1..999999999999}", "a: these are 999999999999 values; at most 500 jobs start at once."],
  ])("refuses %j", (text, reason) => {
    expect(parseMatrix(text)).toEqual({ ok: false, reason });
  });

  it("makes every combination once, the last name changing fastest", () => {
    const cells = cellsOf(axes("a={1,2} b={x,y}"));
    expect(cells).toEqual([
      { a: "1", b: "x" },
      { a: "1", b: "y" },
      { a: "2", b: "x" },
      { a: "2", b: "y" },
    ]);
    expect(cellCount(axes("a={1..7} b={1..5}"))).toBe(35);
  });

  it("fills placeholders, and makes variables of the rest", () => {
    const request = { image: "host", command: "train --lr {lr} --keep {other} '{lr}'", env: { OUT: "/out/{seed}" } };
    expect(requestOfCell(request, { lr: "0.1", seed: "3", MODE: "fast" })).toEqual({
      image: "host",
      command: "train --lr 0.1 --keep {other} '0.1'",
      env: { OUT: "/out/3", MODE: "fast" },
    });
  });
});
