import { describe, expect, it } from "vitest";
import type { TelemetryPayload } from "../contract/telemetry.ts";
import { call, run, start, startRunning, target, untilFinished } from "./testing/api.ts";
import type { TestSocket } from "./testing/testSocket.ts";
import { open, PROTOCOL } from "./testing/socket.ts";

const samples = ({ frames }: TestSocket) => frames.map((frame) => JSON.parse(String(frame)) as TelemetryPayload);

describe("top", () => {
  it("measures a running job about once a second, and closes when it ends", async () => {
    const id = await startRunning("while :; do :; done");
    const isBinary: boolean[] = [];
    const top = open(`${id}/top`, PROTOCOL.top);
    top.socket.on("message", (_data, binary) => isBinary.push(binary));
    expect(await top.opened).toBe(PROTOCOL.top);
    await top.until(() => top.frames.length >= 3);
    await call("DELETE", `/jobs/${id}`);
    expect((await top.closed).code).toBe(1000);
    expect(new Set(isBinary)).toEqual(new Set([false]));
    const all = samples(top);
    for (const { cpu, memory, memory_bytes, timestamp, ...more } of all) {
      expect(cpu).toBeGreaterThanOrEqual(0);
      expect(memory_bytes).toSatisfy(Number.isInteger);
      expect(memory).toBeCloseTo((memory_bytes ?? NaN) / 1024 ** 2, 6);
      expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(60);
      // Only a job with GPUs has more to tell: a share of time, and the memory in use.
      for (const [field, value] of Object.entries(more)) {
        expect(field).toMatch(/^gpu_(duty_cycle|memory|memory_bytes)$/);
        expect(value).toBeTypeOf("number");
      }
    }
    const steps = all.slice(1).map(({ timestamp }, index) => timestamp - (all[index]?.timestamp ?? NaN));
    for (const seconds of steps) expect(seconds).toBeGreaterThan(0.3);
    expect(Math.max(...all.map(({ cpu }) => cpu))).toBeGreaterThan(0.05);
    expect(Math.max(...all.map(({ memory }) => memory ?? 0))).toBeGreaterThan(0);
  });

  it("says nothing of a job that waits, and closes when it is killed", async () => {
    const { id } = await run({}, {}, { cpu: 1000 * target.cpu, memory_mb: 16 });
    const top = open(`${id}/top`, PROTOCOL.top);
    await top.opened;
    await call("DELETE", `/jobs/${id}`);
    expect((await top.closed).code).toBe(1000);
    expect(top.frames).toEqual([]);
  });

  it("of a job that has ended, or of none, is refused in words", async () => {
    const { id } = await start({ command: "true" });
    await untilFinished(id);
    const ended = await open(`${id}/top`, PROTOCOL.top).refused;
    expect(ended).toMatchObject({ status: 404, header: { error: `Job '${id}' is not running.` } });
    expect((await open("job-none/top", PROTOCOL.top).refused).status).toBe(404);
  });
});
