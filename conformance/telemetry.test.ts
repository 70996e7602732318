import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { TelemetryHistoryPayload } from "../contract/telemetryHistory.ts";
import { call, startRunning, target, untilFinished } from "./testing/api.ts";

const POLL_MS = 200;

async function telemetryOf(id: string, query = ""): Promise<TelemetryHistoryPayload> {
  const { status, body } = await call("GET", `/jobs/${id}/telemetry${query}`);
  expect(status).toBe(200);
  return body as TelemetryHistoryPayload;
}

describe.runIf(target.isOwn)("telemetry", () => {
  it("tells what a job used, step by step, also after its end", async () => {
    const id = await startRunning("while :; do :; done");
    // What is measured comes by the second, and nothing tells of it.
    while ((await telemetryOf(id)).timestamps.length < 3) await delay(POLL_MS);
    await call("DELETE", `/jobs/${id}`);
    const { history } = await untilFinished(id);
    const { step, timestamps, cpu, memory_bytes } = await telemetryOf(id);
    expect(step).toBe(1);
    expect(timestamps.length).toBeGreaterThanOrEqual(3);
    expect([...timestamps].sort((one, other) => one - other)).toEqual(timestamps);
    expect(timestamps[0]).toBeGreaterThan(Date.parse(history.started_at ?? "") / 1000 - 1);
    expect(timestamps.at(-1)).toBeLessThanOrEqual(Date.parse(history.finished_at ?? "") / 1000);
    for (const curve of [cpu, memory_bytes]) {
      expect(Object.keys(curve).sort()).toEqual(["max", "mean", "min"]);
      for (const values of [curve.min, curve.mean, curve.max]) expect(values).toHaveLength(timestamps.length);
      curve.mean.forEach((mean, index) => {
        expect(curve.min[index]).toBeLessThanOrEqual(mean ?? NaN);
        expect(mean).toBeLessThanOrEqual(curve.max[index] ?? NaN);
      });
    }
    expect(Math.max(...cpu.max.map(Number))).toBeGreaterThan(0.05);
    expect(Math.max(...memory_bytes.max.map(Number))).toBeGreaterThan(0);
    // Two steps of whatever grain: three of a second would be too many.
    const coarse = await telemetryOf(id, "?steps=2");
    expect(coarse.step).toBeGreaterThan(1);
    expect([1, 2]).toContain(coarse.timestamps.length);
    expect((await telemetryOf(id, "?since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z")).timestamps).toEqual([]);
  });

  let id: string;
  beforeAll(async () => void (id = await startRunning("sleep 1000")));

  it.each([
    ["steps=0", "steps"],
    ["steps=5001", "steps"],
    ["steps=many", "steps"],
    ["since=yesterday", "since"],
    ["until=2020-01-01T00:00:00Z", "until"],
  ])("with %s is 400", async (query, field) => {
    expect(await call("GET", `/jobs/${id}/telemetry?${query}`)).toMatchObject({ status: 400, body: { field } });
    expect((await call("GET", `/jobs/job-none/telemetry`)).status).toBe(404);
  });
});
