import { describe, expect, it } from "vitest";
import { decodeLogLine, MAX_LINE_BYTES } from "./logText.ts";

const encoder = new TextEncoder();

describe("decodeLogLine", () => {
  it("marks bytes that are no text", () => {
    expect(decodeLogLine(new Uint8Array([0x61, 0xff, 0x62]))).toEqual({ text: "a\ufffdb", cutBytes: 0 });
  });

  it("keeps the beginning of an overlong line, cut between characters", () => {
    for (const lead of ["", "a", "aa"]) {
      const text = lead + "漢".repeat(MAX_LINE_BYTES);
      const decoded = decodeLogLine(encoder.encode(text));
      expect(text.startsWith(decoded.text)).toBe(true);
      expect(decoded.cutBytes).toBe(encoder.encode(text).length - encoder.encode(decoded.text).length);
      expect(MAX_LINE_BYTES - encoder.encode(decoded.text).length).toBeLessThan(3);
    }
  });

  it("keeps the newest state of a long progress bar", () => {
    const states = Array.from({ length: 20_000 }, (_, index) => `\r${index}% done`);
    expect(decodeLogLine(encoder.encode(states.join(""))).text).toMatch(/\r19999% done$/);
    expect(decodeLogLine(encoder.encode(states.join(""))).cutBytes).toBe(0);
    expect(decodeLogLine(encoder.encode(`${"x".repeat(50_000)}\r`)).cutBytes).toBeGreaterThan(0);
  });
});
