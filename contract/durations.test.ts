import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "./durations.ts";

describe("parseDuration", () => {
  it.each([
    ["90s", 90],
    ["45m", 2_700],
    ["1d2h30m", 95_400],
    ["1d 2h 30m 5s", 95_405],
    ["0s", 0],
    [" 10m ", 600],
  ])("reads %j as %i seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(["", "5", "1h2d", "1.5h", "-1h", "1w", "1h!"])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [-5, "0s"],
    [59.6, "1m"],
    [93_600, "1d2h"],
    [250, "4m10s"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it("writes what it can read back", () => {
    for (const seconds of [1, 60, 3_599, 86_400, 90_061, 1_000_000]) {
      expect(parseDuration(formatDuration(seconds))).toBe(seconds);
    }
  });
});
