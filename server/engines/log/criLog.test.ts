import { expect, test } from "vitest";
import { createCriEncoder, MAX_CONTENT_BYTES, parseRecord, recordTimeMs, type StreamName } from "./criLog.ts";

const NOW_MS = Date.parse("2024-05-06T07:08:09.123Z");

type Encoder = ReturnType<typeof createCriEncoder>;

function encodeAll(encoder: Encoder, stream: StreamName, chunk: Uint8Array, nowMs = NOW_MS): Buffer {
  const parts: Buffer[] = [];
  for (let offset = 0; offset < chunk.length;) {
    const { records, next } = encoder.encode(stream, chunk, offset, nowMs);
    expect(next).toBeGreaterThan(offset);
    parts.push(Buffer.from(records));
    offset = next;
  }
  return Buffer.concat(parts);
}

function parseAll(log: Buffer) {
  const found = [];
  for (let record = parseRecord(log, 0); record !== undefined; record = parseRecord(log, record.end)) {
    found.push({
      time: log.toString("latin1", record.start, record.timeEnd),
      timeMs: recordTimeMs(log, record),
      stream: record.stream,
      complete: record.complete,
      content: log.subarray(record.contentStart, record.contentEnd),
    });
  }
  return found;
}

const outputOf = (log: Buffer) =>
  Buffer.concat(
    parseAll(log).flatMap(({ content, complete }) => (complete ? [content, Buffer.from("\n")] : [content])),
  );

test("writes what other tools read", () => {
  const encoder = createCriEncoder();
  const log = encodeAll(encoder, "stdout", Buffer.from("one\ntwo"));
  const more = encodeAll(encoder, "stderr", Buffer.from("\n"));
  expect(Buffer.concat([log, more]).toString()).toBe(
    "2024-05-06T07:08:09.123000000Z stdout F one\n" +
      "2024-05-06T07:08:09.123000001Z stdout P two\n" +
      "2024-05-06T07:08:09.123000002Z stderr F \n",
  );
});

test("gives back any bytes, however they were cut", () => {
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * index * 31 + (index >> 3)) % 256));
  for (const size of [1, 2, 7, 64, 1000, 5000]) {
    const encoder = createCriEncoder();
    const parts = [];
    for (let at = 0; at < bytes.length; at += size) {
      parts.push(encodeAll(encoder, "stdout", bytes.subarray(at, at + size)));
    }
    expect(outputOf(Buffer.concat(parts)).equals(bytes)).toBe(true);
  }
});

test("splits long lines, and fills no more than its buffer", () => {
  const encoder = createCriEncoder(1);
  const bytes = Buffer.concat([Buffer.alloc(3 * MAX_CONTENT_BYTES + 5, "x"), Buffer.from("\ny\n")]);
  const log = encodeAll(encoder, "stdout", bytes);
  expect(outputOf(log).equals(bytes)).toBe(true);
  const records = parseAll(log);
  expect(records.map(({ complete }) => complete)).toEqual([false, false, false, true, true]);
  expect(Math.max(...records.map(({ content }) => content.length))).toBe(MAX_CONTENT_BYTES);
});

test("a record that is cut anywhere is none yet", () => {
  const log = encodeAll(createCriEncoder(), "stderr", Buffer.from("line\n"));
  for (let length = 0; length < log.length; length++) expect(parseRecord(log.subarray(0, length), 0)).toBeUndefined();
  expect(parseRecord(log, 0)?.end).toBe(log.length);
});

test("what is no record is not taken for one", () => {
  expect(() => parseRecord(Buffer.from(`${"x".repeat(60)}\n`), 0)).toThrow("damaged");
});

test("times never decrease, though the clock is set back, and never repeat", () => {
  const encoder = createCriEncoder();
  // More than the nanoseconds there are in a millisecond.
  const lines = Buffer.alloc(1_000_100, "\n");
  const log = Buffer.concat([
    encodeAll(encoder, "stdout", lines),
    encodeAll(encoder, "stderr", lines.subarray(0, 10), NOW_MS - 60_000),
    encodeAll(encoder, "stdout", lines.subarray(0, 10), NOW_MS + 1),
    encodeAll(encoder, "stdout", lines.subarray(0, 10), NOW_MS + 60_000),
  ]);
  let previous = Buffer.alloc(0);
  for (let record = parseRecord(log, 0); record !== undefined; record = parseRecord(log, record.end)) {
    const time = log.subarray(record.start, record.timeEnd);
    if (time.compare(previous) <= 0) throw new Error(`${time.toString()} is not after ${previous.toString()}`);
    previous = time;
  }
  expect(previous.toString()).toBe(new Date(NOW_MS + 60_000).toISOString().replace("Z", "000009Z"));
});
