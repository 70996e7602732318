import { describe, expect, it } from "vitest";
import { createLineCutter } from "../../api/streams/lineCutter.ts";
import { endStyleOf } from "../ansi.ts";
import { PLAIN_STYLE, type AnsiStyle } from "../ansiStyle.ts";
import { createChunkStore, lineBytesAt, numberAtTime, styleAt, type ChunkStore, type LineRun } from "./chunkStore.ts";
import { lineHasControls } from "./lineStyle.ts";
import { appendLine, storeOf } from "./testing/sampleLog.ts";

const MEBIBYTE = 1024 * 1024;
const decode = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

function textOf(store: ChunkStore, number: number): string | undefined {
  const chunk = store.chunkOf(number);
  return chunk && decode(lineBytesAt(chunk, number - chunk.firstNumber));
}

/** All that a store tells of a line. */
function lineAt(store: ChunkStore, number: number) {
  const chunk = store.chunkOf(number);
  if (!chunk) return undefined;
  const index = number - chunk.firstNumber;
  return {
    text: decode(lineBytesAt(chunk, index)),
    timestampMs: chunk.times[index],
    flags: chunk.flags[index],
    style: styleAt(chunk, index),
  };
}

/** Lines as they come, each after `2026-01-02T03:04:05Z ` or another of as many bytes, a run of them. */
function runOf(lines: readonly string[], firstMs: number): LineRun {
  const head = "the end of a line that began before\n";
  const prefix = `${"t".repeat(20)} `;
  const text = `${head}${lines.map((line) => `${prefix}${line}\n`).join("")}and the beginning of`;
  const piece = new TextEncoder().encode(text);
  const [start, end] = [piece.indexOf(10) + 1, piece.lastIndexOf(10) + 1];
  return {
    piece,
    start,
    end,
    prefixBytes: prefix.length,
    read(onLine) {
      let number = 0;
      for (let from = start; from < end;) {
        const to = piece.indexOf(10, from);
        onLine(piece, from + prefix.length, to, firstMs + number * 1000, number % 3 === 0);
        from = to + 1;
        number += 1;
      }
    },
  };
}

function appendRun(store: ChunkStore, run: LineRun): void {
  run.read((bytes, start, end, timestampMs, isStderr) =>
    store.append(bytes.slice(start, end), 0, end - start, timestampMs, isStderr),
  );
}

describe("runs of lines", () => {
  const SAMPLES = {
    plain: (index: number) => `${index} ${"é漢".repeat(index % 30)}`,
    coloured: (index: number) => `\u001b[${30 + (index % 8)}m${"x".repeat(40 + (index % 50))}\u001b[0m`,
    "carrying on with a colour": (index: number) =>
      index % 5 === 4 ? "back\u001b[m" : `\u001b[3${index % 8}m${"y".repeat(60)}`,
    "with bars and tabs": (index: number) => `${index}%\r${index + 1}%\t${"z".repeat(70)}`,
    "of 0 bytes now and then": (index: number) => (index % 4 ? "w".repeat(50) : ""),
  };

  it.each(Object.entries(SAMPLES))(
    "%s are the same as if each had come alone, in any order they are read",
    (_, lineOf) => {
      const [store, plain] = [createChunkStore(Infinity), createChunkStore(Infinity)];
      for (let part = 0; part < 4; part += 1) {
        const run = runOf(
          Array.from({ length: 4_995 }, (_line, index) => lineOf(index)),
          part * 1e7,
        );
        appendRun(plain, { ...run, piece: run.piece.slice() });
        appendLine(plain, "between", part * 1e7 + 5e6);
        expect(store.takeRun(run)).toBe(4_995);
        appendLine(store, "between", part * 1e7 + 5e6);
      }
      expect(store.endNumber).toBe(plain.endNumber);
      expect(Math.abs(store.seenBytes - plain.seenBytes)).toBeLessThan(plain.seenBytes / 100);
      for (let step = 0; step < 5_000; step += 1) {
        const number = (step * 7919) % plain.endNumber;
        expect(lineAt(store, number)).toEqual(lineAt(plain, number));
      }
      expect(store.seenBytes).toBe(plain.seenBytes);
      expect(numberAtTime(store, 2e7)).toBe(numberAtTime(plain, 2e7));
    },
  );

  it("are not taken where only reading tells how the next line begins, nor when they are few", () => {
    const many = (line: string) => Array.from({ length: 4_000 }, () => `${line} ${"a".repeat(60)}`);
    for (const line of ["\u001b[31mred", "\u009b31mred by one byte"]) {
      const store = createChunkStore(Infinity);
      expect(store.takeRun(runOf(many(line), 0))).toBe(0);
      expect(store.endNumber).toBe(0);
    }
    expect(createChunkStore(Infinity).takeRun(runOf(["one", "two"], 0))).toBe(0);
    expect(createChunkStore(Infinity).takeRun(runOf(many("½ and ·"), 0))).toBe(4_000);
  });

  it("are taken without a look at them when their number is told, and then fewer are enough", () => {
    const lines = Array.from({ length: 900 }, (_, index) => `${index} ${"a".repeat(60)}`);
    const run = runOf(lines, 0);
    expect(createChunkStore(Infinity).takeRun(run)).toBe(0);
    const store = createChunkStore(Infinity);
    store.append(new TextEncoder().encode("\u001b[1mbold"), 0, 8, 0);
    expect(store.takeRun({ ...run, textLines: 900 })).toBe(900);
    expect(store.endNumber).toBe(901);
    const both = [lineAt(store, 1), lineAt(store, 900)];
    expect(both.map((line) => line?.text)).toEqual([lines[0], lines.at(-1)]);
    for (const line of both) expect(line?.style.bold).toBe(true);
  });

  it("are read at the latest when they are released, and when all are asked for", () => {
    const lines = Array.from({ length: 4_000 }, (_, index) => `${index} ${"a".repeat(100)}`);
    const store = createChunkStore(MEBIBYTE);
    let reads = 0;
    for (let part = 0; part < 6; part += 1) {
      const run = runOf(lines, 0);
      store.takeRun({ ...run, read: (onLine) => (reads++, run.read(onLine)) });
    }
    expect(store.keptBytes).toBeLessThanOrEqual(MEBIBYTE);
    expect(store.firstNumber).toBe(reads * 4_000);
    expect(reads).toBeGreaterThan(2);
    store.readRuns();
    expect(reads).toBe(6);
    expect(textOf(store, store.endNumber - 1)).toBe(lines.at(-1));
  });
});

describe("a log's store", () => {
  it("gives back every line as it came, short, long and empty ones", () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => "é".repeat(index % 90) + index);
    lines[7] = "";
    lines[20_000] = "x".repeat(3 * MEBIBYTE);
    const store = storeOf(lines);
    expect(store.endNumber).toBe(lines.length);
    expect(store.chunks.length).toBeGreaterThan(3);
    expect(lines.every((line, number) => textOf(store, number) === line)).toBe(true);
    expect(textOf(store, lines.length)).toBeUndefined();
    expect(store.seenBytes).toBe(lines.reduce((sum, line) => sum + new TextEncoder().encode(line).length + 1, 0));
  });

  it.each([10, 120, 9_000])("keeps large pieces themselves, and their lines of %i bytes as they came", (length) => {
    const lines = Array.from(
      { length: 4_000_000 / (length + 25) },
      (_, index) => `${index} ${"ab".repeat(length / 2)}`,
    );
    const wire = new TextEncoder().encode(lines.map((line) => `2026-01-02T03:04:05Z ${line}\n`).join(""));
    const store = createChunkStore(Infinity);
    const cutter = createLineCutter();
    const pieces: Uint8Array[] = [];
    // Small ones at first, as a log begins, then now and then one between large ones.
    for (let at = 0; at < wire.length; at += pieces.at(-1)?.length ?? 0) {
      const piece = wire.slice(at, at + (pieces.length < 9 || pieces.length % 5 === 0 ? 7_001 : 262_144));
      pieces.push(piece);
      store.take(piece);
      cutter.push(piece, (bytes, start, end) => store.append(bytes, start + 21, end, 0));
    }
    expect(lines.every((line, number) => textOf(store, number) === line)).toBe(true);
    expect(store.endNumber).toBe(lines.length);
    expect(store.keptBytes).toBeLessThan(2.5 * store.seenBytes);
    // Where the times are but a small part, nothing was copied.
    const kept = new Set(store.chunks.map(({ firstNumber }) => store.chunkOf(firstNumber)?.bytes));
    if (length > 100) expect(pieces.filter((piece) => kept.has(piece)).length).toBeGreaterThan(10);
  });

  it("keeps within 1.2 times the bytes of lines of a usual length", () => {
    const store = storeOf(Array.from({ length: 100_000 }, () => "a".repeat(149)));
    expect(store.keptBytes).toBeLessThan(1.2 * store.seenBytes);
  });

  it("releases the oldest lines at its cap, keeps the numbers, and takes them back", () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `${index} ${"a".repeat(100)}`);
    const store = storeOf(lines, 3 * MEBIBYTE);
    const released = store.firstNumber;
    expect(released).toBeGreaterThan(20_000);
    expect(store.keptBytes).toBeLessThanOrEqual(3 * MEBIBYTE + 1.1 * MEBIBYTE);
    expect(textOf(store, released - 1)).toBeUndefined();
    expect(textOf(store, released)).toBe(lines[released]);
    const older = storeOf(lines.slice(0, released));
    store.setCap(Infinity);
    store.putBack(older);
    expect(store.firstNumber).toBe(0);
    expect(lines.every((line, number) => textOf(store, number) === line)).toBe(true);
  });

  it("finds lines by their time", () => {
    const store = createChunkStore(Infinity);
    for (let index = 0; index < 50_000; index += 1) appendLine(store, "a".repeat(60), Math.floor(index / 3) * 10);
    expect(numberAtTime(store, 0)).toBe(0);
    expect(numberAtTime(store, 100_000)).toBe(30_000);
    expect(numberAtTime(store, 100_001)).toBe(30_003);
    expect(numberAtTime(store, 1e9)).toBe(50_000);
  });

  it("knows with which style each line begins, as if all were read from the start", () => {
    const samples = [
      "plain",
      "\u001b[31mred to the end",
      "\u001b[1mbold too\u001b[0m",
      "back\u001b[m",
      "a\u001b[0mb\u001b[32mgreen",
      "\u001b]8;;http://x\u0007link\u001b]8;;\u0007",
      "\u009b33myellow by one byte",
      "10%\r\u001b[35m20%",
    ];
    const lines = Array.from(
      { length: 5_000 },
      (_, index) => samples[(index * 7 + (index >> 3)) % samples.length] ?? "",
    );
    const store = storeOf(lines);
    let style: AnsiStyle = PLAIN_STYLE;
    lines.forEach((line, number) => {
      const chunk = store.chunkOf(number);
      expect(chunk && styleAt(chunk, number - chunk.firstNumber)).toEqual(style);
      style = endStyleOf(line, style);
    });
  });
});

it("sees every control character wherever it stands, and nothing else", () => {
  // oxlint-disable-next-line no-control-regex
  const control = /[\0-\x08\x0a-\x1f\x7f]|[\u0080-\u009f]/;
  for (let code = 0; code <= 0x500; code += 1) {
    for (let before = 0; before < 9; before += 1) {
      const text = "a".repeat(before) + String.fromCharCode(code) + "é漢".repeat(before % 3);
      const bytes = new TextEncoder().encode(text);
      expect(lineHasControls(bytes, 0, bytes.length)).toBe(control.test(text));
    }
  }
});
