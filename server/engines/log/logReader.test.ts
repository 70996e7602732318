import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCriEncoder } from "./criLog.ts";
import { readLog, type ReadOptions } from "./logReader.ts";

let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "log-"));
  path = join(folder, "log");
});
afterEach(() => rm(folder, { recursive: true }));

const START_MS = Date.parse("2024-01-01T00:00:00Z");

/** A log with one numbered line a millisecond, and 1000 bytes behind each number. */
async function writeLines(count: number): Promise<number> {
  const encoder = createCriEncoder();
  const filler = "x".repeat(1000);
  const parts = Array.from({ length: count }, (_, index) => {
    const line = Buffer.from(`${index} ${filler}\n`);
    return Buffer.from(encoder.encode("stdout", line, 0, START_MS + index).records);
  });
  const log = Buffer.concat(parts);
  await writeFile(path, log);
  return log.length;
}

async function read(options: Partial<ReadOptions> & { archiveBytes: number }): Promise<string> {
  const signal = new AbortController().signal;
  let text = "";
  for await (const event of readLog(path, { timestamps: false, signal, ...options })) {
    text += event.type === "data" ? Buffer.from(event.data).toString("latin1") : "<live>";
  }
  return text;
}

test("finds a moment near the end without reading what is before it", async () => {
  const count = 20_000;
  const bytes = await writeLines(count);
  const file = await open(path, "r+");
  // The first nine tenths are not readable any more, but for where lines begin and end.
  await file.write(Buffer.alloc(200_000, "?"), 0, 200_000, 1_000_000);
  await file.close();
  await expect(read({ archiveBytes: bytes })).rejects.toThrow("damaged");
  for (const index of [count - 1, count - 2, count - 1000]) {
    const text = await read({ archiveBytes: bytes, sinceMs: START_MS + index });
    expect(text.startsWith(`${index} x`)).toBe(true);
    expect(text.split("\n")).toHaveLength(count - index + 1);
  }
});

test("every moment is found exactly", async () => {
  const count = 700;
  const bytes = await writeLines(count);
  for (let index = 0; index < count; index += 13) {
    const text = await read({ archiveBytes: bytes, sinceMs: START_MS + index });
    expect(text.slice(0, text.indexOf(" "))).toBe(String(index));
  }
  expect(await read({ archiveBytes: bytes, sinceMs: START_MS - 1 })).toHaveLength(
    (await read({ archiveBytes: bytes })).length,
  );
  expect(await read({ archiveBytes: bytes, sinceMs: START_MS + count })).toBe("");
});

test("a record whose writer was killed in the middle is left out", async () => {
  const bytes = await writeLines(3);
  for (const cut of [1, 20, 500, 1040]) {
    const text = await read({ archiveBytes: bytes - cut });
    expect(text.split("\n").map((line) => line.split(" ")[0])).toEqual(["0", "1", ""]);
  }
});

test("follows from a moment to come", async () => {
  const bytes = await writeLines(100);
  const progress = [40, 60, 100].map((lines) => (bytes / 100) * lines);
  // All lines are about as long; what is reported must only be whole records, so it is counted in them.
  const wholeBytes = await Promise.all(progress.map((limit) => wholeRecordsBelow(limit)));
  let step = 0;
  const follow = {
    archiveBytes: wholeBytes[0] ?? 0,
    next: () => {
      step++;
      return Promise.resolve({ bytes: step === 1 ? (wholeBytes[1] ?? 0) : bytes, isComplete: step === 2 });
    },
  };
  const text = await read({ archiveBytes: follow.archiveBytes, sinceMs: START_MS + 80, follow });
  expect(text.startsWith("<live>80 x")).toBe(true);
  expect(text.trimEnd().split("\n").at(-1)?.startsWith("99 x")).toBe(true);
});

async function wholeRecordsBelow(limit: number): Promise<number> {
  const file = await open(path, "r");
  const buffer = Buffer.alloc(Math.floor(limit));
  await file.read(buffer, 0, buffer.length, 0);
  await file.close();
  return buffer.lastIndexOf("\n") + 1;
}

test("tells how many newlines each piece has, and keeps clear of what is behind it", async () => {
  const encoder = createCriEncoder();
  const outputs = ["one\n", "half ", "a line\n", `${"x".repeat(40_000)}\n\n`, "the end"];
  const parts = Array.from({ length: 400 }, (_, index) => {
    const output = Buffer.from(outputs[index % outputs.length] ?? "");
    const stream = Math.floor(index / 7) % 2 === 0 ? "stdout" : "stderr";
    return Buffer.from(encoder.encode(stream, output, 0, START_MS + index).records);
  });
  const log = Buffer.concat(parts);
  await writeFile(path, log);
  for (const isForeign of [false, true]) {
    const pieces: { readonly data: Uint8Array; readonly copy: Buffer }[] = [];
    const options = { archiveBytes: log.length, timestamps: true, isForeign, signal: new AbortController().signal };
    for await (const event of readLog(path, options)) {
      if (event.type !== "data") continue;
      const { data, newlines, tailroomBytes = 0 } = event;
      const copy = Buffer.from(data);
      expect(newlines).toBe(copy.toString("latin1").split("\n").length - 1);
      expect(tailroomBytes).toBe(4);
      new Uint8Array(data.buffer, data.byteOffset + data.length, tailroomBytes).fill(255);
      pieces.push({ data, copy });
    }
    expect(pieces.length).toBeGreaterThan(50);
    for (const { data, copy } of pieces) expect(copy.equals(data)).toBe(true);
  }
});
