import { describe, expect, it } from "vitest";
import type { TelemetryHistoryPayload } from "../../../contract/telemetryHistory.ts";
import { createLog } from "../../http/log.ts";
import type { StoredChunk, TelemetryStore } from "../store/telemetry.ts";
import { decodeChunk, emptyChunk, encodeChunk } from "./chunk.ts";
import { createTelemetryLog } from "./history.ts";
import { levelFor } from "./levels.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const START_S = 1_700_000_040;

/** The store's contract over a map: what SQL does is proved on the wire. */
function memoryStore(): TelemetryStore & { readonly chunks: Map<string, StoredChunk> } {
  const chunks = new Map<string, StoredChunk>();
  return {
    chunks,
    save(list) {
      for (const chunk of list) chunks.set(`${chunk.stepSeconds} ${chunk.startS}`, chunk);
    },
    read: (_id, stepSeconds, fromS, toS) =>
      [...chunks.values()]
        .filter((chunk) => chunk.stepSeconds === stepSeconds && chunk.startS >= fromS && chunk.startS <= toS)
        .sort((a, b) => a.startS - b.startS),
    prune(stepSeconds, beforeS) {
      for (const [key, chunk] of chunks)
        if (chunk.stepSeconds === stepSeconds && chunk.startS < beforeS) chunks.delete(key);
    },
  };
}

/** Records one sample a second, then reads the last `spanS` seconds in at most `maxSteps`. */
async function recorded(cpus: readonly (number | undefined)[], spanS: number, maxSteps = 1_000) {
  const endS = START_S + cpus.length - 1;
  const store = memoryStore();
  const telemetry = createTelemetryLog(store, createLog("silent"), () => endS * 1000);
  async function* samples() {
    for (const [index, cpu] of cpus.entries()) {
      await Promise.resolve();
      if (cpu !== undefined) yield { cpu, memory: 1, memory_bytes: 1_048_576, timestamp: START_S + index };
    }
  }
  const seen: number[] = [];
  for await (const { cpu } of telemetry.record("job-a", samples())) seen.push(cpu);
  const answer = telemetry.read("job-a", { sinceS: endS - spanS + 1, untilS: endS, maxSteps });
  telemetry.close();
  return { seen, answer, store };
}

const wave = (seconds: number) => Array.from({ length: seconds }, (_, index) => index % 10);
const firstOf = ({ cpu }: TelemetryHistoryPayload) => [cpu.min[0], cpu.mean[0], cpu.max[0]];

describe("telemetry", () => {
  it("passes through and is kept second by second for an hour", async () => {
    const { seen, answer } = await recorded(wave(300), 300);
    expect(seen).toEqual(wave(300));
    expect(answer.step).toBe(1);
    expect(answer.timestamps).toEqual(wave(300).map((_, index) => START_S + index));
    expect(answer.cpu.mean).toEqual(wave(300));
    expect(answer.memory_bytes.max[0]).toBe(1_048_576);
    expect(answer).not.toHaveProperty("gpu_duty_cycle");
  });

  it("is summed up to lowest, mean and highest where a longer span is asked for", async () => {
    const { answer } = await recorded(wave(2 * HOUR), 2 * HOUR);
    expect([answer.step, answer.timestamps.length]).toEqual([10, 720]);
    expect(firstOf(answer)).toEqual([0, 4.5, 9]);
    const coarse = await recorded(wave(2 * HOUR), 2 * HOUR, 200);
    expect([coarse.answer.step, coarse.answer.timestamps.length]).toEqual([60, 120]);
  });

  it("is never answered in more steps than were asked for, and keeps its peaks", async () => {
    const cpus = wave(3 * HOUR).map((value, index) => (index === 5_000 ? 77 : value));
    const { answer } = await recorded(cpus, 3 * HOUR, 50);
    expect(answer.step % 60).toBe(0);
    expect(answer.timestamps.length).toBeLessThanOrEqual(50);
    expect(answer.timestamps.length).toBeGreaterThan(40);
    expect(answer.timestamps.every((time) => time % answer.step === 0)).toBe(true);
    expect(Math.max(...answer.cpu.max.map(Number))).toBe(77);
    expect(Math.min(...answer.cpu.min.map(Number))).toBe(0);
  });

  it("leaves out times in which nothing was measured", async () => {
    const { answer } = await recorded([1, undefined, undefined, 4], 4);
    expect(answer.timestamps.map((time) => time - START_S)).toEqual([0, 3]);
    expect(answer.cpu.mean).toEqual([1, 4]);
  });

  it("is written in a bounded number of pieces", async () => {
    const { store } = await recorded(wave(HOUR), HOUR);
    expect(store.chunks.size).toBeLessThanOrEqual(60 + 1 + 6 + 1 + 1 + 1);
  });
});

it("answers in the finest grain that still knows the span", () => {
  const now = 100 * DAY;
  const steps = [
    [now - 600, now],
    [now - 2 * HOUR, now],
    [now - 2 * HOUR, now - 2 * HOUR + 60],
    [now - 3 * DAY, now],
    [now - 90 * DAY, now],
  ].map(([since = 0, until = 0]) => levelFor(since, until, now, 1_000).stepSeconds);
  expect(steps).toEqual([1, 10, 10, 60, 60]);
  // The last hour, asked for by a clock that is a little behind.
  expect(levelFor(now - HOUR - 2, now, now, 4_000).stepSeconds).toBe(1);
  // Less than two seconds long, but in three of them.
  expect(levelFor(now - 10.9, now - 8.9, now, 2).stepSeconds).toBe(10);
});

it("reads a piece as it was written, gaps and missing quantities included", () => {
  const chunk = emptyChunk();
  chunk[0] = { cpu: { min: 0.5, mean: 1, max: 2 }, memory_bytes: { min: 1, mean: 2, max: 3 } };
  chunk[59] = { cpu: { min: 0, mean: 0, max: 0 } };
  expect(decodeChunk(encodeChunk(chunk))).toEqual(chunk);
  expect(encodeChunk(emptyChunk())).toHaveLength(1);
});
