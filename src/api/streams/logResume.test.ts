import { describe, expect, it } from "vitest";
import type { LogTime } from "../../lib/logTimestamp.ts";
import { createLogResume } from "./logResume.ts";

const BASE = 1_700_000_000_000;

/** A time given in milliseconds with decimals. */
const at = (ms: number): LogTime => {
  const timestampMs = Math.floor(ms);
  return { timestampMs, nanoseconds: Math.round((ms - timestampMs) * 1000) * 1000 };
};

/** A log on a server: which lines are sent since a moment. */
function since(log: readonly number[], sinceMs: number | undefined): number[] {
  return sinceMs === undefined ? [...log] : log.filter((ms) => ms >= sinceMs);
}

/** Reads the log in connections that each break after so many lines. */
function readInPieces(log: readonly number[], pieces: readonly number[], startMs?: number): number[] {
  const resume = createLogResume(startMs);
  const delivered: number[] = [];
  for (const length of [...pieces, Infinity]) {
    const sent = since(log, resume.sinceMs);
    resume.begin();
    for (const ms of sent.slice(0, length)) if (resume.accept(at(ms))) delivered.push(ms);
  }
  return delivered;
}

describe("resuming a log", () => {
  const sameMoment = [BASE, BASE, BASE, BASE + 1, BASE + 1, BASE + 5000, BASE + 5000, BASE + 5000];

  it("loses and doubles nothing wherever the connection breaks, also among lines of one moment", () => {
    for (let first = 0; first <= sameMoment.length; first += 1) {
      for (let second = 0; second <= sameMoment.length; second += 1) {
        expect(readInPieces(sameMoment, [first, second])).toEqual(sameMoment);
      }
    }
  });

  it("tells moments within a millisecond apart", () => {
    const log = [BASE, BASE + 0.25, BASE + 0.5, BASE + 0.5, BASE + 0.75, BASE + 1];
    for (let cut = 0; cut <= log.length; cut += 1) expect(readInPieces(log, [cut, cut])).toEqual(log);
  });

  it("is not misled by the end of a line that began before the moment asked for", () => {
    const resume = createLogResume(undefined);
    resume.begin();
    // A line of many seconds, whose first part has the first time and whose last part has a later one.
    for (const ms of [BASE, BASE + 10_000]) resume.accept(at(ms));
    resume.begin();
    expect(resume.sinceMs).toBe(BASE + 9_000);
    const again = [BASE + 9_500, BASE + 10_000, BASE + 10_001];
    expect(again.map((ms) => resume.accept(at(ms)))).toEqual([false, false, true]);
  });

  it("asks for little more than the last second", () => {
    const resume = createLogResume(undefined);
    expect(resume.sinceMs).toBeUndefined();
    resume.begin();
    resume.accept(at(BASE + 7_250));
    expect(resume.sinceMs).toBe(BASE + 6_250);
  });

  it("never asks from before its own start", () => {
    const log = [BASE, BASE + 400, BASE + 600, BASE + 900];
    for (let cut = 0; cut <= 3; cut += 1) {
      expect(readInPieces(log, [cut], BASE + 500)).toEqual([BASE + 600, BASE + 900]);
    }
    expect(createLogResume(BASE).sinceMs).toBe(BASE);
  });

  it("takes lines a little out of order", () => {
    const log = [BASE + 2_000, BASE + 1_900, BASE + 2_100, BASE + 1_500, BASE + 2_200];
    for (let cut = 0; cut <= log.length; cut += 1) expect(readInPieces(log, [cut])).toEqual(log);
  });

  it("goes on after the server's clock was set back, once a line has told so", () => {
    const log = [BASE + 60_000, BASE + 61_000, BASE + 1_000, BASE + 2_000, BASE + 3_000];
    for (let cut = 3; cut <= log.length; cut += 1) expect(readInPieces(log, [cut, 1])).toEqual(log);
  });

  it("goes on as exactly after lines that were taken in one", () => {
    const log = [BASE, BASE + 5, BASE + 2, BASE + 3, BASE + 3, BASE + 3, BASE + 4];
    for (let from = 0; from < 6; from += 1) {
      for (let to = from + 1; to <= 6; to += 1) {
        const resume = createLogResume(undefined);
        resume.begin();
        for (const ms of log.slice(0, from)) resume.accept(at(ms));
        const run = log.slice(from, to);
        const last = run.at(-1) ?? NaN;
        const others = run.findLastIndex((ms) => ms !== last) + 1;
        resume.deliverRun(at(last), run.length - others, others === 0);
        for (const ms of run) resume.note(at(ms));
        resume.begin();
        expect(resume.isSkipping).toBe(true);
        expect(log.filter((ms) => resume.accept(at(ms)))).toEqual(log.slice(to));
        expect(resume.isSkipping).toBe(false);
      }
    }
  });

  it("shows new lines even when the server no longer has the old ones", () => {
    const resume = createLogResume(undefined);
    resume.begin();
    for (const ms of [BASE, BASE, BASE]) resume.accept(at(ms));
    resume.begin();
    expect(resume.isNew(at(BASE))).toBe(false);
    expect(resume.isNew(at(BASE + 1))).toBe(true);
    expect([BASE + 1, BASE + 2].map((ms) => resume.accept(at(ms)))).toEqual([true, true]);
  });
});
