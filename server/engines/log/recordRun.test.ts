import { expect, test } from "vitest";
import { MAX_CONTENT_BYTES, MAX_RECORD_BYTES } from "./criLog.ts";
import { copyRun, type RunTarget } from "./recordRun.ts";

const TIMES = ["2024-05-06T07:08:09.123456789Z", "2024-05-06T07:08:09.123456789+02:00"];
const ROOM = 4 * MAX_RECORD_BYTES;

const bytesWithoutNewline = (length: number) =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 7 + length) % 256).map((byte) => (byte === 10 ? 11 : byte)));

const run = (log: Buffer, options: Partial<RunTarget> = {}, from = 0) => {
  const bytes = Buffer.alloc(ROOM, "?");
  const { end, targetEnd, lines, isInsideLine } = copyRun(log, from, {
    bytes,
    at: 1,
    limit: ROOM,
    stream: "stdout",
    timestamps: false,
    isInsideLine: false,
    ...options,
  });
  const content = bytes.toString("latin1", 1, targetEnd);
  expect(lines).toBe(content.split("\n").length - 1);
  return { end, isInsideLine, content, before: bytes[0] };
};

test("copies what records contain, whatever their length, and no byte beside it", () => {
  for (const time of TIMES) {
    // Every length around what is copied at once, and bytes of every value but a newline.
    const lines = [...Array.from({ length: 40 }, (_, bytes) => bytes), 1023, 1024, 1025, 5000, MAX_CONTENT_BYTES].map(
      bytesWithoutNewline,
    );
    const log = Buffer.concat(lines.flatMap((line) => [Buffer.from(`${time} stdout F `), line, Buffer.from("\n")]));
    for (const timestamps of [false, true]) {
      const { content, ...rest } = run(log, { timestamps });
      const prefix = timestamps ? `${time} ` : "";
      expect(content).toBe(lines.map((line) => `${prefix}${line.toString("latin1")}\n`).join(""));
      expect(rest).toEqual({ end: log.length, isInsideLine: false, before: "?".charCodeAt(0) });
    }
  }
});

test("puts the pieces of a line together, and says that it goes on", () => {
  const log = Buffer.from(TIMES.map((time) => `${time} stderr P half`).join("\n") + "\n");
  const whole = { end: log.length, isInsideLine: true };
  expect(run(log, { stream: "stderr" })).toMatchObject({ content: "halfhalf", ...whole });
  const timed = { stream: "stderr", timestamps: true } as const;
  expect(run(log, timed)).toMatchObject({ content: `${TIMES[0]} halfhalf`, ...whole });
  expect(run(log, { ...timed, isInsideLine: true })).toMatchObject({ content: "halfhalf", ...whole });
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
    expect(run(Buffer.from(usual + other))).toMatchObject({ content: "one\n", end: usual.length, isInsideLine: false });
    for (const isInsideLine of [false, true])
      expect(run(Buffer.from(other), { isInsideLine })).toMatchObject({ content: "", end: 0, isInsideLine });
  }
});

test("stops where the longest record would have no room, and goes on from there", () => {
  const log = Buffer.from(`${TIMES[1]} stdout F ${"x".repeat(10_000)}\n`.repeat(20));
  let content = "";
  for (let from = 0; from < log.length;) {
    const step = run(log, {}, from);
    expect(step.content.length).toBeLessThan(ROOM);
    expect(step.end).toBeGreaterThan(from);
    content += step.content;
    from = step.end;
  }
  expect(content).toBe(`${"x".repeat(10_000)}\n`.repeat(20));
});
