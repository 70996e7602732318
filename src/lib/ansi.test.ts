import { describe, expect, it } from "vitest";
import { endStyleOf, parseAnsiLine, plainTextOf } from "./ansi.ts";
import { PLAIN_STYLE, type AnsiStyle } from "./ansiStyle.ts";

const CSI = "\u001b[";

/** The spans of a line, each with only what differs from plain. */
function spansOf(line: string, start?: AnsiStyle) {
  return parseAnsiLine(line, start).spans.map(({ text, style }) => [text, changesOf(style)]);
}

function changesOf(style: AnsiStyle): Partial<AnsiStyle> {
  return Object.fromEntries(
    Object.entries(style).filter(([key, value]) => value !== PLAIN_STYLE[key as keyof AnsiStyle]),
  );
}

const palette = (index: number) => ({ kind: "palette", index });
const rgb = (red: number, green: number, blue: number) => ({ kind: "rgb", red, green, blue });

describe("styles", () => {
  it("leaves a plain line alone", () => {
    expect(spansOf("a\tb  é 漢 👩‍🚀")).toEqual([["a\tb  é 漢 👩‍🚀", {}]]);
    expect(spansOf("")).toEqual([]);
  });

  it.each([
    ["1", { bold: true }],
    ["2", { dim: true }],
    ["3", { italic: true }],
    ["4", { underline: true }],
    ["4:3", { underline: true }],
    ["4;4:0", {}],
    ["7", { inverse: true }],
    ["8", { hidden: true }],
    ["9", { strikethrough: true }],
    ["1;3;4;22", { italic: true, underline: true }],
    ["1;31;0", {}],
    ["1;31;", {}],
    ["", {}],
    ["31", { foreground: palette(1) }],
    ["97;104", { foreground: palette(15), background: palette(12) }],
    ["31;39;42;49", {}],
    ["38;5;208", { foreground: palette(208) }],
    ["48;5;17;1", { background: palette(17), bold: true }],
    ["38;2;1;2;3;4", { foreground: rgb(1, 2, 3), underline: true }],
    ["38:2:1:2:3", { foreground: rgb(1, 2, 3) }],
    ["38:2::1:2:3", { foreground: rgb(1, 2, 3) }],
    ["48:5:9", { background: palette(9) }],
    ["58;5;1;3", { italic: true }],
    ["58:2::9:9:9", {}],
  ])("reads the parameters %j", (parameters, expected) => {
    expect(spansOf(`${CSI}${parameters}mx`)).toEqual([["x", expected]]);
  });

  it.each([
    "38;5;256",
    "38;2;1;2",
    "38;2;1;2;999",
    "38",
    "38;9",
    "999999999999999999999",
    "1000;",
    ";;;;",
    "38:2",
    "48:5:",
  ])("is not led astray by %j", (parameters) => {
    const [span] = parseAnsiLine(`${CSI}${parameters}mx`).spans;
    expect(span?.text).toBe("x");
    expect(span?.style.bold).toBe(false);
    expect([undefined, "palette"]).toContain(span?.style.background?.kind);
    expect(span?.style.foreground).toBeUndefined();
  });

  it("carries the style over to the next line until it is reset", () => {
    const first = parseAnsiLine(`a${CSI}1;32mb`);
    expect(spansOf("c", first.endStyle)).toEqual([["c", { bold: true, foreground: palette(2) }]]);
    const third = parseAnsiLine(`d${CSI}0m`, first.endStyle);
    expect(third.endStyle).toEqual(PLAIN_STYLE);
    expect(endStyleOf(`a${CSI}1;32mb`, PLAIN_STYLE)).toEqual(first.endStyle);
    expect(endStyleOf("no escape", first.endStyle)).toBe(first.endStyle);
  });
});

describe("hyperlinks", () => {
  const linksOf = (line: string) => parseAnsiLine(line).spans.map(({ text, link }) => [text, link]);
  const to = (address: string) => `\u001b]8;;${address}`;

  it.each([
    ["\u0007", "BEL"],
    ["\u001b\\", "ST"],
    ["\u009c", "C1 ST"],
  ])("link their text to their address, ended by %j", (terminator) => {
    expect(linksOf(`a${to("http://x/?a;b")}${terminator}here${to("")}${terminator}b`)).toEqual([
      ["a", undefined],
      ["here", "http://x/?a;b"],
      ["b", undefined],
    ]);
  });

  it("may have parameters, may stand in a progress bar, and link to nothing when cut off", () => {
    expect(linksOf("\u001b]8;id=1:k=v;http://x\u0007here")).toEqual([["here", "http://x"]]);
    expect(linksOf(`old\r${to("http://x")}\u0007here`)).toEqual([["here", "http://x"]]);
    expect(linksOf(`a${to("http://x")}`)).toEqual([["a", undefined]]);
    expect(linksOf(`${to("http://x")}\u001b[1mb`)[0]?.[1]).toBeUndefined();
  });
});

describe("what is inert", () => {
  it.each([
    ["cursor and screen", `a${CSI}2J${CSI}10;10H${CSI}5Ab${CSI}?25l${CSI}?1049hc`, "abc"],
    ["a window title", "a\u001b]0;owned\u0007b", "ab"],
    ["a hyperlink keeps its text", "\u001b]8;;http://x\u001b\\here\u001b]8;;\u001b\\", "here"],
    ["device control", "a\u001bPq#0;2;0;0;0\u001b\\b", "ab"],
    ["application command", "a\u001b_payload\u001b\\b\u001b^p\u001b\\c\u001bXs\u001b\\d", "abcd"],
    ["eight-bit forms", "a\u009b31mb\u009d0;t\u009cc\u0085d", "abcd"],
    ["character sets and resets", "a\u001b(B\u001bc\u001b7\u001b8\u001b=b", "ab"],
    ["bell, backspace, NUL, delete", "a\u0007b\bc\0d\u007fe\u000bf\u000cg", "abcdefg"],
    ["a private sequence that ends in m", `a${CSI}>4;2mb${CSI}?1mc`, "abc"],
    ["a sequence with intermediates", `a${CSI}1 qb${CSI}!pc`, "abc"],
    ["a query of the terminal", `a${CSI}cb${CSI}6nc`, "abc"],
    ["a sequence cut off by the line's end", `a${CSI}31`, "a"],
    ["a lone escape", "a\u001b", "a"],
    ["a sequence cut off by another", `a${CSI}3${CSI}1mb`, "ab"],
    ["a string that never ends", "a\u001b]0;title and so on", "a"],
    ["a string cut off by another sequence", `a\u001b]0;t${CSI}1mb`, "ab"],
    ["markup is text", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
  ])("%s", (_, line, text) => {
    expect(plainTextOf(line)).toBe(text);
  });

  it("reads a hostile line in linear time", () => {
    const half = 200_000;
    const lines = [
      `${CSI}${"1;".repeat(half)}mx`,
      `${"\u001b]".repeat(half)}x`,
      `${CSI.repeat(half)}x`,
      `${`${CSI}31m`.repeat(half)}x`,
      `${"a\r".repeat(half)}x`,
    ];
    const startedAt = performance.now();
    for (const line of lines) expect(plainTextOf(line).length).toBeLessThan(2);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

describe("carriage return", () => {
  it.each([
    ["overwrites", "10%\r20%\r100%", "100%"],
    ["leaves the rest of the longer", "abcdef\rxy", "xycdef"],
    ["alone at the end changes nothing", "abc\r", "abc"],
    ["twice at the end changes nothing", "abc\r\r", "abc"],
    ["with an erase behind it", `abcdef\r${CSI}Kxy`, "xy"],
    ["with an erase before it", `abcdef${CSI}2K\rxy`, "xy"],
    ["with an erase before it and nothing after", `abcdef${CSI}2K\r`, ""],
    ["erase to the end at the end keeps all", `abc${CSI}Kd`, "abcd"],
    ["erase to the start is ignored", `abc\r${CSI}1Kd`, "dbc"],
    ["keeps whole characters", "👍👍\r漢", "漢👍"],
    ["keeps accents with their letter", "e\u0301x\ra", "ax"],
  ])("%s", (_, line, text) => {
    expect(plainTextOf(line)).toBe(text);
  });

  it("overwrites styles with their characters", () => {
    expect(spansOf(`${CSI}31mabc\r${CSI}0mx`)).toEqual([
      ["x", {}],
      ["bc", { foreground: palette(1) }],
    ]);
  });
});
