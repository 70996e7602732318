import { describe, expect, it } from "vitest";
import { createLogBuffer, type LogBuffer, type RawLogLine } from "./logBuffer.ts";
import { decodeLogLine, MAX_LINE_BYTES } from "./logText.ts";

const encoder = new TextEncoder();
const raw = (text: string, timestampMs = 0): RawLogLine => ({ timestampMs, bytes: encoder.encode(text) });
const textsOf = (buffer: LogBuffer) =>
  Array.from({ length: buffer.length }, (_, index) => buffer.at(buffer.firstNumber + index)?.text);

describe("createLogBuffer", () => {
  it("keeps lines with their times, in order", () => {
    const buffer = createLogBuffer();
    buffer.append([raw("a", 1), raw("", 2)], undefined);
    buffer.append([raw("é 漢", 3)], undefined);
    expect(textsOf(buffer)).toEqual(["a", "", "é 漢"]);
    expect(buffer.at(2)?.timestampMs).toBe(3);
    expect(buffer.at(3)).toBeUndefined();
  });

  it("shows the unfinished line last, as it grows and ends", () => {
    const buffer = createLogBuffer();
    buffer.append([raw("a")], raw("b"));
    expect(textsOf(buffer)).toEqual(["a", "b"]);
    buffer.append([], raw("bc"));
    expect(textsOf(buffer)).toEqual(["a", "bc"]);
    buffer.append([raw("bcd")], undefined);
    expect(textsOf(buffer)).toEqual(["a", "bcd"]);
  });

  it("gives the same object for the same line, so that it is drawn once", () => {
    const buffer = createLogBuffer();
    buffer.append([raw("a")], raw("b"));
    const [first, second] = [buffer.at(0), buffer.at(1)];
    buffer.append([], raw("bc"));
    expect(buffer.at(0)).toBe(first);
    expect(buffer.at(1)).not.toBe(second);
    expect(buffer.at(1)).toBe(buffer.at(1));
  });

  it("carries styles across lines, and not from the unfinished one", () => {
    const buffer = createLogBuffer();
    buffer.append([raw("\u001b[1mbold")], raw("\u001b[31mred"));
    expect(buffer.at(1)?.startStyle.bold).toBe(true);
    buffer.append([], raw("\u001b[31mred and"));
    expect(buffer.at(1)?.startStyle.foreground).toBeUndefined();
    buffer.append([raw("\u001b[31mred\u001b[22m"), raw("c")], undefined);
    expect(buffer.at(2)?.startStyle).toMatchObject({ bold: false, foreground: { index: 1 } });
  });

  it("lets the oldest lines go and goes on counting", () => {
    const buffer = createLogBuffer({ lines: 100, bytes: 1e9 });
    for (let number = 0; number < 1000; number++) {
      buffer.append([raw(String(number))], undefined);
      expect(buffer.length).toBeLessThanOrEqual(100);
      expect(buffer.at(buffer.firstNumber)?.text).toBe(String(buffer.firstNumber));
      expect(buffer.at(number)?.text).toBe(String(number));
      expect(buffer.at(buffer.firstNumber - 1)).toBeUndefined();
    }
    expect(buffer.firstNumber).toBeGreaterThanOrEqual(900);
  });

  it("is bounded in bytes too, but keeps the newest line", () => {
    const buffer = createLogBuffer({ lines: 1e6, bytes: 10_000 });
    for (let number = 0; number < 100; number++) buffer.append([raw("x".repeat(1000))], undefined);
    expect(buffer.length).toBeLessThan(10);
    expect(buffer.length).toBeGreaterThan(5);
    buffer.append([raw("y".repeat(20_000))], undefined);
    expect(textsOf(buffer)).toEqual(["y".repeat(20_000)]);
    expect(buffer.firstNumber).toBe(100);
  });

  it("keeps what is being read, and shows what came in the meantime afterwards", () => {
    const buffer = createLogBuffer({ lines: 10, bytes: 1e9 });
    const send = (from: number, to: number) => {
      for (let number = from; number < to; number++) buffer.append([raw(String(number))], undefined);
    };
    send(0, 8);
    buffer.pin(true);
    send(8, 14);
    expect(textsOf(buffer)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect([buffer.firstNumber, buffer.endNumber]).toEqual([0, 14]);
    buffer.append([], raw("unfinished"));
    expect([buffer.length, buffer.endNumber]).toEqual([10, 15]);
    buffer.pin(false);
    expect(textsOf(buffer).slice(-3)).toEqual(["12", "13", "unfinished"]);
    expect(buffer.at(buffer.firstNumber)?.text).toBe(String(buffer.firstNumber));
  });

  it("stays bounded while it is read, and goes on without what was let go", () => {
    const buffer = createLogBuffer({ lines: 10, bytes: 1e9 });
    buffer.pin(true);
    for (let number = 0; number < 1000; number++) buffer.append([raw(String(number))], undefined);
    expect(textsOf(buffer)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    buffer.pin(false);
    expect(buffer.firstNumber).toBeGreaterThan(980);
    expect(buffer.endNumber).toBe(1000);
    expect(textsOf(buffer)).toEqual(
      Array.from({ length: buffer.length }, (_, index) => String(buffer.firstNumber + index)),
    );
    expect(buffer.firstNumber + buffer.length).toBe(1000);
  });

  it("counts the columns that are seen", () => {
    const buffer = createLogBuffer();
    buffer.append([raw("plain"), raw("\u001b[31mred\u001b[0m"), raw("10%\r100%")], undefined);
    expect([0, 1, 2, 3].map((index) => buffer.columnsAt(index))).toEqual([5, 3, 4, 0]);
  });

  it("starts again from nothing", () => {
    const buffer = createLogBuffer({ lines: 2, bytes: 1e6 });
    buffer.append([raw("\u001b[1ma"), raw("b"), raw("c")], raw("d"));
    buffer.clear();
    expect([buffer.length, buffer.firstNumber]).toEqual([0, 0]);
    buffer.append([raw("e")], undefined);
    expect(buffer.at(0)).toMatchObject({ text: "e", startStyle: { bold: false } });
  });
});

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
