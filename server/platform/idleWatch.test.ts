import { expect, it } from "vitest";
import type { TelemetryPayload } from "../../contract/telemetry.ts";
import { createIdleWatch } from "./idleWatch.ts";
import type { JobRecord } from "./jobRecord.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A running job of two cores and its watch after samples of these cores (and GPU percents), one a second from 0. */
async function watched(samples: readonly { cpu: number; gpu?: number; status?: JobRecord["status"] }[]) {
  let timeMs = 0;
  let status: JobRecord["status"] = "running";
  const job = () => ({ id: "job-a", status, spec: { container: { resources: { cpu: 2 } } } }) as unknown as JobRecord;
  const watch = createIdleWatch(10 * MINUTE, () => timeMs);
  let seen = {};
  async function* stream(): AsyncGenerator<TelemetryPayload> {
    for (const sample of samples) {
      status = sample.status ?? "running";
      yield { cpu: sample.cpu, memory: 1, timestamp: timeMs / SECOND, gpu_duty_cycle: sample.gpu };
      await Promise.resolve();
      timeMs += SECOND;
      seen = watch.of(job());
    }
  }
  await watch.observe(job, stream());
  return { seen, after: watch.of(job()) };
}

const times = <T>(count: number, sample: T): T[] => Array.from({ length: count }, () => sample);

it("tells since when a job idles, and nothing once it has ended", async () => {
  const { seen, after } = await watched(times(660, { cpu: 0.01 }));
  expect(seen).toEqual({ cpuSinceMs: 0, gpuSinceMs: undefined });
  expect(after).toEqual({});
});

it("says nothing before ten minutes have passed", async () => {
  expect((await watched(times(599, { cpu: 0 }))).seen).toEqual({});
});

it("takes a heartbeat for idleness, but not work", async () => {
  const beating = times(700, 0).map((_, second) => ({ cpu: second % 30 === 0 ? 1 : 0 }));
  expect((await watched(beating)).seen).toEqual({ cpuSinceMs: 0 });
  expect((await watched([...times(60, { cpu: 1 }), ...times(590, { cpu: 0 })])).seen).toEqual({});
});

it("tells an idle GPU of a job whose processors work", async () => {
  expect((await watched(times(700, { cpu: 2, gpu: 1 }))).seen).toEqual({ gpuSinceMs: 0 });
});

it("does not count the time in which a job was suspended", async () => {
  const suspended = times(500, { cpu: 0, status: "suspended" as const });
  expect((await watched([...times(300, { cpu: 0 }), ...suspended, ...times(400, { cpu: 0 })])).seen).toEqual({});
});
