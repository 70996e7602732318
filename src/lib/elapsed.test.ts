import { describe, expect, it } from "vitest";
import { formatElapsed, formatRelative, runTimeMs, type Timed } from "./elapsed.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("formatElapsed", () => {
  it.each([
    [-5, "0s"],
    [0, "0s"],
    [999, "0s"],
    [59 * SECOND, "59s"],
    [4 * MINUTE + 10 * SECOND, "4m 10s"],
    [2 * HOUR + 5 * MINUTE + 59 * SECOND, "2h 5m"],
    [3 * DAY + 4 * HOUR, "3d 4h"],
  ])("%d ms is %s", (ms, text) => expect(formatElapsed(ms)).toBe(text));
});

describe("formatRelative", () => {
  const now = Date.parse("2024-06-15T12:00:00Z");
  it.each([
    [now + MINUTE, "now"],
    [now - 4 * SECOND, "now"],
    [now - 12 * SECOND, "12s ago"],
    [now - 5 * MINUTE, "5m ago"],
    [now - 23 * HOUR, "23h ago"],
    [now - 13 * DAY, "13d ago"],
  ])("%d is %s", (time, text) => expect(formatRelative(time, now)).toBe(text));

  it("names the year only of another year", () => {
    expect(formatRelative(now - 30 * DAY, now)).not.toContain("2024");
    expect(formatRelative(now - 300 * DAY, now)).toContain("2023");
  });
});

describe("runTimeMs", () => {
  const pending = { status: "pending", transitionTimeMs: 0 } as const;
  const transition = (status: "running" | "pending" | "succeeded", transitionTimeMs: number) => ({
    status,
    transitionTimeMs,
    reason: undefined,
    description: undefined,
    exitCode: undefined,
  });
  const job = (parts: Partial<Timed>, history: Partial<Timed["history"]> = {}): Timed => ({
    status: "running",
    transitions: [],
    ...parts,
    history: {
      status: undefined,
      reason: undefined,
      description: undefined,
      createdAtMs: 0,
      startedAtMs: undefined,
      finishedAtMs: undefined,
      exitCode: undefined,
      restarts: 0,
      runTimeSeconds: undefined,
      ...history,
    },
  });

  it("is undefined before the start", () => {
    const waiting = job({ status: "pending", transitions: [transition(pending.status, 0)] }, { runTimeSeconds: 0 });
    expect(runTimeMs(waiting, 99, 0)).toBeUndefined();
  });

  it("goes on from the platform's own count while the job runs, whatever the two clocks say", () => {
    const running = job({ transitions: [transition("running", 7)] }, { startedAtMs: 7, runTimeSeconds: 90 });
    expect(runTimeMs(running, 5000, 5000)).toBe(90_000);
    expect(runTimeMs(running, 6500, 5000)).toBe(91_500);
    expect(runTimeMs(running, 4000, 5000)).toBe(90_000);
  });

  it("stands still while the job waits for its next turn, and once it has finished", () => {
    const counted = { startedAtMs: 1000, runTimeSeconds: 2.5 };
    expect(runTimeMs(job({ status: "suspended" }, counted), 99_000, 0)).toBe(2500);
    expect(runTimeMs(job({ status: "succeeded" }, { ...counted, finishedAtMs: 4000 }), 99_000, 0)).toBe(2500);
  });

  it("is summed from the transitions where the platform does not count", () => {
    const transitions = [transition("running", 100), transition("pending", 200), transition("running", 500)];
    expect(runTimeMs(job({ transitions }, { startedAtMs: 100, restarts: 1 }), 550, 0)).toBe(150);
    expect(runTimeMs(job({ transitions }, { startedAtMs: 100 }), 50, 0)).toBe(0);
    expect(runTimeMs(job({}, { startedAtMs: 100 }), 175, 0)).toBe(75);
    expect(runTimeMs(job({ status: "failed" }, { startedAtMs: 1000, finishedAtMs: 4000 }), 99_000, 0)).toBe(3000);
  });
});
