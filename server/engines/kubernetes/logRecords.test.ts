import { describe, expect, test } from "vitest";
import { createRecordParser } from "./logRecords.ts";

const TIME = "2026-01-31T12:34:56.123456789Z";
const LATER = "2026-01-31T12:34:57.000000001Z";

function parse(bytes: Buffer, pieceBytes: number) {
  const parser = createRecordParser();
  const records = [];
  for (let at = 0; at < bytes.length; at += pieceBytes)
    records.push(...parser.push(bytes.subarray(at, at + pieceBytes)));
  return [...records, ...parser.end()].map(({ time, startsLine, content }) => [time, startsLine, String(content)]);
}

describe.each([1, 7, 4096, 1_000_000])("in pieces of %i bytes", (pieceBytes) => {
  test("cuts lines, empty ones too", () => {
    expect(parse(Buffer.from(`${TIME} one\n${LATER} \n`), pieceBytes)).toEqual([
      [TIME, true, "one\n"],
      [LATER, true, "\n"],
    ]);
  });

  test("keeps a last line that has no end", () => {
    expect(parse(Buffer.from(`${TIME} one\n${LATER} two`), pieceBytes)).toEqual([
      [TIME, true, "one\n"],
      [LATER, true, "two"],
    ]);
  });

  test("takes out the times that old kubelets put before each piece of a long line, and no others", () => {
    const piece = "x".repeat(16 * 1024);
    const own = `y ${TIME} y`;
    const records = parse(Buffer.from(`${TIME} ${piece}${LATER} ${piece}${LATER} ${own}\n${LATER} next\n`), pieceBytes);
    expect(records.map(([, , content]) => content).join("")).toBe(`${piece}${piece}${own}\nnext\n`);
    expect(records.filter(([, startsLine]) => startsLine)).toHaveLength(2);
  });
});

test("puts times into UTC", () => {
  expect(parse(Buffer.from("2026-01-31T13:34:56.5+01:00 one\n"), 1000)).toEqual([
    ["2026-01-31T12:34:56.500000000Z", true, "one\n"],
  ]);
});

test("a line that goes on and on is handed on before it ends", () => {
  const parser = createRecordParser();
  const records = [...parser.push(Buffer.from(`${TIME} ${"x".repeat(300_000)}`))];
  expect(records.length).toBeGreaterThan(2);
  expect(records.every(({ content }) => content.length <= 64 * 1024)).toBe(true);
});
