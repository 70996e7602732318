import { expect, test } from "vitest";
import { MAX_CONTENT_BYTES, type StreamName } from "./criLog.ts";
import { copyRun } from "./recordRun.ts";

const TIMES = ["2024-05-06T07:08:09.123456789Z", "2024-05-06T07:08:09.123456789+02:00"];
const ROOM = 4 * MAX_CONTENT_BYTES;

const bytesWithoutNewline = (length: number) =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 7 + length) % 256).map((byte) => (byte === 10 ? 11 : byte)));

const run = (log: Buffer, stream: StreamName = "stdout", from = 0) => {
  const target = Buffer.alloc(ROOM, "?");
  const { end, targetEnd, isLineEnded } = copyRun(log, from, stream, target, 1, ROOM);
  return { end, isLineEnded, content: target.toString("latin1", 1, targetEnd), before: target[0] };
};

test("copies what records contain, whatever their length, and no byte beside it", () => {
  for (const time of TIMES) {
    // Every length around what is copied at once, and bytes of every value but a newline.
    const lines = [...Array.from({ length: 40 }, (_, bytes) => bytes), 1023, 1024, 1025, 5000, MAX_CONTENT_BYTES].map(
      bytesWithoutNewline,
    );
    const log = Buffer.concat(lines.flatMap((line) => [Buffer.from(`${time} stdout F `), line, Buffer.from("\n")]));
    const { end, content, isLineEnded, before } = run(log);
    expect(content).toBe(lines.map((line) => `${line.toString("latin1")}\n`).join(""));
    expect({ end, isLineEnded, before }).toEqual({ end: log.length, isLineEnded: true, before: "?".charCodeAt(0) });
  }
});

test("puts the pieces of a line together, and says that it goes on", () => {
  const log = Buffer.from(TIMES.map((time) => `${time} stderr P half`).join("\n") + "\n");
  expect(run(log, "stderr")).toMatchObject({ content: "halfhalf", end: log.length, isLineEnded: false });
});

test("leaves another stream, a record that is not whole and one of another form to whoever reads each", () => {
  const usual = `${TIMES[0]} stdout F one\n`;
  for (const other of [
    `${TIMES[0]} stderr F two\n`,
    `${TIMES[0]} stdout X two\n`,
    `${TIMES[0]} stdout F two`,
    `${TIMES[0]} stdo`,
    "2024-05-06T07:08:09Z stdout F 2024 stdout F two\n",
    "2024-05-06T07:08:09.5Z stdout F aZ stdout F two\n",
    "2024-05-06T07:08:09.12345678Z stdout F two\n",
    `${TIMES[0]} stdout F ${"x".repeat(MAX_CONTENT_BYTES + 1)}\n`,
    "",
  ]) {
    expect(run(Buffer.from(usual + other))).toMatchObject({ content: "one\n", end: usual.length, isLineEnded: true });
    expect(run(Buffer.from(other))).toMatchObject({ content: "", end: 0, isLineEnded: undefined });
  }
});

test("stops where the longest record would have no room, and goes on from there", () => {
  const log = Buffer.from(`${TIMES[1]} stdout F ${"x".repeat(10_000)}\n`.repeat(20));
  let content = "";
  for (let from = 0; from < log.length;) {
    const step = run(log, "stdout", from);
    expect(step.content.length).toBeLessThan(ROOM);
    expect(step.end).toBeGreaterThan(from);
    content += step.content;
    from = step.end;
  }
  expect(content).toBe(`${"x".repeat(10_000)}\n`.repeat(20));
});
