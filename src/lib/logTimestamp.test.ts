import { describe, expect, it } from "vitest";
import { createTimestampReader, isAfter, LONGEST_TIMESTAMP, readLogTimestamp } from "./logTimestamp.ts";

const read = (line: string) => readLogTimestamp(new TextEncoder().encode(line));

describe("a log line's timestamp", () => {
  it.each([
    ["2026-01-02T03:04:05Z text", "2026-01-02T03:04:05.000Z"],
    ["2026-01-02T03:04:05.1Z text", "2026-01-02T03:04:05.100Z"],
    ["2026-01-02T03:04:05.123456789Z text", "2026-01-02T03:04:05.123Z"],
    ["2026-01-02T03:04:05.999999999+00:00 text", "2026-01-02T03:04:05.999Z"],
    ["2026-01-02T03:04:05.5+02:30 text", "2026-01-02T00:34:05.500Z"],
    ["2026-12-31T23:30:00-01:00 text", "2027-01-01T00:30:00.000Z"],
    ["2024-02-29T00:00:00Z text", "2024-02-29T00:00:00.000Z"],
  ])("of %j is %s", (line, time) => {
    const stamp = read(line);
    expect(stamp && new Date(stamp.timestampMs).toISOString()).toBe(time);
    expect(line.slice(stamp?.textStart)).toBe("text");
    expect(stamp?.textStart).toBeLessThanOrEqual(LONGEST_TIMESTAMP);
  });

  it.each([
    "",
    "text",
    "2026-01-02T03:04:05.123Z",
    "2026-01-02 03:04:05Z text",
    "2026-01-02T03:04:05 text",
    "20x6-01-02T03:04:05Z text",
    "2026-01-02T03:04:05+0x:00 text",
  ])("is missing in %j", (line) => {
    expect(read(line)).toBeUndefined();
  });

  it("leaves a text of blanks and another timestamp alone", () => {
    expect(read("2026-01-02T03:04:05Z   2020-01-01T00:00:00Z x")?.textStart).toBe(21);
  });

  it("is exact to the nanosecond", () => {
    expect(read("2026-01-02T03:04:05.123456789Z x")?.nanoseconds).toBe(456_789);
    expect(read("2026-01-02T03:04:05.1Z x")?.nanoseconds).toBe(0);
    expect(read("2026-01-02T03:04:05.000000001999Z x")?.nanoseconds).toBe(1);
  });
});

it("orders moments", () => {
  const at = (timestampMs: number, nanoseconds: number) => ({ timestampMs, nanoseconds });
  expect(isAfter(at(2, 0), at(1, 999_999))).toBe(true);
  expect(isAfter(at(1, 2), at(1, 1))).toBe(true);
  expect(isAfter(at(1, 1), at(1, 1))).toBe(false);
  expect(isAfter(at(1, 999_999), at(2, 0))).toBe(false);
});

it("reads many lines as it reads one", () => {
  const lines = [
    "2026-01-02T03:04:05.123456789Z a",
    "2026-01-02T03:04:05.2Z b",
    "2026-01-02T03:04:06Z c",
    "none",
    "2026-01-02T03:04:06.5+01:00 d",
    "2026-01-02T03:04:06.5Zx",
    "2026-13-02x03:04:06.5Z e",
    "2026-01-02T03:04:06.25Z f",
  ];
  const bytes = new TextEncoder().encode(lines.join("\n"));
  const reader = createTimestampReader();
  let start = 0;
  for (const line of lines) {
    const end = start + line.length;
    const stamp = reader(bytes, start, end);
    expect(stamp && { ...stamp, textStart: stamp.textStart - start }).toEqual(read(line));
    start = end + 1;
  }
});
