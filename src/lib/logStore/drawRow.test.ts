import { describe, expect, it } from "vitest";
import { plainTextOf } from "../ansi.ts";
import { PLAIN_STYLE } from "../ansiStyle.ts";
import { seeded } from "../seeded.ts";
import { DRAWN_BYTES, drawLine } from "./drawRow.ts";
import { levelOf } from "./level.ts";
import { seenTextOf } from "./lineText.ts";
import { compileWords } from "./query.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const draw = (text: string, words: readonly string[] = [], showsJson = false) =>
  drawLine(encode(text), PLAIN_STYLE, {
    showsJson,
    patterns: compileWords(words).map((pattern, index) => ({ pattern, mark: index + 1 })),
  });
const piecesOf = (text: string, words: readonly string[] = []) =>
  draw(text, words).pieces.map(({ text: piece, link, mark }) => [piece, link ?? mark]);

describe("a drawn line", () => {
  it.each([
    [
      "see https://x.org/a?b=1.",
      [
        ["see ", undefined],
        ["https://x.org/a?b=1", "https://x.org/a?b=1"],
        [".", undefined],
      ],
    ],
    [
      "(http://x.org/a_(b))",
      [
        ["(", undefined],
        ["http://x.org/a_(b)", "http://x.org/a_(b)"],
        [")", undefined],
      ],
    ],
    [
      "\u001b[1mhttp://x\u001b[0m.org/y",
      [
        ["http://x", "http://x.org/y"],
        [".org/y", "http://x.org/y"],
      ],
    ],
    ["\u001b]8;;javascript:alert(1)\u0007click\u001b]8;;\u0007", [["click", undefined]]],
    ["\u001b]8;;https://x.org\u0007click\u001b]8;;\u0007", [["click", "https://x.org/"]]],
    ["http:// and ://", [["http:// and ://", undefined]]],
  ])("links what is an address and nothing else: %j", (text, pieces) => {
    expect(piecesOf(text)).toEqual(pieces);
  });

  it("marks words, also across styles, the first of two that overlap", () => {
    expect(piecesOf("loss of \u001b[31mlo\u001b[0mss", ["loss", "os"])).toEqual([
      ["loss", 1],
      [" of ", undefined],
      ["lo", 1],
      ["ss", 1],
    ]);
  });

  it("cuts an overlong line with a mark, at a character", () => {
    const { pieces, cutBytes } = draw("é".repeat(DRAWN_BYTES));
    expect(pieces[0]?.text).toBe("é".repeat(DRAWN_BYTES / 2));
    expect(cutBytes).toBe(DRAWN_BYTES);
  });

  it("shows JSON as a message and its fields, and what only looks like it as it is", () => {
    const text = (line: string) =>
      draw(line, [], true)
        .pieces.map((piece) => piece.text)
        .join("");
    expect(text('{"time":1,"level":"info","msg":"done","loss":0.5,"path":"a b","n":{"a":[1]}}')).toBe(
      'done level=info loss=0.5 path="a b" n={"a":[1]} ',
    );
    expect(text('{"a":1')).toBe('{"a":1');
    expect(text("[1,2]")).toBe("[1,2]");
  });
});

it.each([
  ["2026-01-02 03:04:05,123 ERROR trainer: x", "error"],
  ["[error] x", "error"],
  ["Error: x", "error"],
  ["ValueError: NaN", "error"],
  ["Traceback (most recent call last):", "error"],
  ["E0102 03:04:05.678901 1 file.cc:1] x", "error"],
  ['{"level":50,"msg":"x"}', "error"],
  ["time=1 level=fatal msg=x", "error"],
  ["WARNING: x", "warn"],
  ["<warn> x", "warn"],
  ['{"severity": "NOTICE"}', "info"],
  ["I0102 03:04:05.678901 1 x", "info"],
  ["INFO:root:hello", "info"],
  ["trace: x", "debug"],
  ["there was no error here", undefined],
  ["terror", undefined],
  ["information is power", undefined],
  ["0 errors, 1 warning found", undefined],
  ["", undefined],
])("the level of %j is %s", (line, level) => {
  expect(levelOf(line)).toBe(level);
});

describe("hostile lines", () => {
  const PARTS = [
    "\u001b",
    "[",
    "]",
    "8;;",
    "http://a.b/c",
    "javascript:1",
    "\u0007",
    "\u001b\\",
    "\r",
    "\t",
    "m",
    "K",
    "31",
    ";",
    ":",
    "\u009b",
    "\u009d",
    "\u009c",
    "\u0090",
    "<img src=x>",
    "</span>",
    "&lt;",
    "漢",
    "🚀",
    "e\u0301",
    "\u202e",
    "\ud800",
    "abc",
    " ",
    "2K",
    "?25l",
    "\u0000",
    "\u007f",
    "\ufeff",
    '{"a":',
    "}",
    "ERROR",
  ];

  it("never break the parser, and are drawn with the text that a terminal would keep", () => {
    const random = seeded(20_260_102);
    for (let round = 0; round < 6_000; round += 1) {
      const length = Math.floor(random() * 14);
      const text = Array.from({ length }, () => PARTS[Math.floor(random() * PARTS.length)]).join("");
      const bytes = encode(text);
      // What cannot be encoded becomes U+FFFD, as it would on the wire.
      const sent = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
      const { pieces } = draw(text, ["abc", "31"]);
      const drawn = pieces.map((piece) => piece.text).join("");
      expect(drawn).toBe(plainTextOf(sent));
      expect(seenTextOf(bytes, true)).toBe(drawn);
      // oxlint-disable-next-line no-control-regex
      expect(drawn).not.toMatch(/[\0-\x08\x0a-\x1f\x7f-\x9f]/);
      for (const { link } of pieces) if (link !== undefined) expect(link).toMatch(/^https?:\/\//);
    }
  });

  it("keep all their text when they have no \\r and no erasing", () => {
    const random = seeded(7);
    // Whole sequences only: what is left when they are taken out is exactly what was between them.
    const sequences = [
      "\u001b[31m",
      "\u001b[0m",
      "\u001b[?25l",
      "\u001b]0;title\u0007",
      "\u001b]8;;http://x\u001b\\",
      "\u001b(B",
    ];
    for (let round = 0; round < 2_000; round += 1) {
      const words = Array.from(
        { length: 8 },
        () => ["ab", "漢字", "<b>", " ", "\t", "🚀"][Math.floor(random() * 6)] ?? "",
      );
      const line = words.map((word) => word + (sequences[Math.floor(random() * sequences.length)] ?? "")).join("");
      expect(
        draw(line)
          .pieces.map((piece) => piece.text)
          .join(""),
      ).toBe(words.join(""));
    }
  });

  it("of random bytes are read too", () => {
    const random = seeded(99);
    for (let round = 0; round < 2_000; round += 1) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256)).filter(
        (byte) => byte !== 10,
      );
      const drawn = drawLine(bytes, PLAIN_STYLE, { showsJson: true, patterns: [] });
      expect(drawn.pieces.map((piece) => piece.text).join("")).toBe(
        plainTextOf(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)),
      );
    }
  });
});
