import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { call, startOn, statusOf, target, untilFinished, untilJob, untilStatus } from "./testing/api.ts";
import { startOwnServer } from "./testing/globalSetup.ts";

/** No two of these fit: memory is what jobs of the other files, which may share the machine, hold little of. */
const MOST = { name: "whole", cpu: 0.1, memory: Math.floor(target.memoryBytes * 0.6) };

/** What takes a minute takes it beside each other, and beside all other files. */
describe.concurrent("a limit of a minute", () => {
  it("ends a job that has run for so long", async () => {
    const id = await startOn(target, { preset_name: target.preset, command: "sleep 1000", max_run_time_minutes: 1 });
    const running = await untilStatus(id, "running");
    await delay(Date.parse(running.history.started_at ?? "") + 58_000 - Date.now());
    expect((await statusOf(id)).status).toBe("running");
    const job = await untilFinished(id);
    expect(job).toMatchObject({ status: "cancelled", history: { reason: "LifeSpanEnded" } });
    expect(job.history.description).toMatch(/\w+ \w+.*\.$/);
    const ranSeconds =
      (Date.parse(job.history.finished_at ?? "") - Date.parse(running.history.started_at ?? "")) / 1000;
    expect(ranSeconds).toBeGreaterThan(59.5);
    expect(ranSeconds).toBeLessThan(70);
  }, 90_000);

  it("does not end one that was given more meanwhile", async () => {
    const id = await startOn(target, { preset_name: target.preset, command: "sleep 1000", max_run_time_minutes: 1 });
    const running = await untilStatus(id, "running");
    const body = { additional_max_run_time_minutes: 1 };
    expect((await call("PUT", `/jobs/${id}/max_run_time_minutes`, body)).status).toBe(204);
    await delay(Date.parse(running.history.started_at ?? "") + 61_500 - Date.now());
    expect(await statusOf(id)).toMatchObject({ status: "running", max_run_time_minutes: 2 });
    await call("DELETE", `/jobs/${id}`);
  }, 90_000);
});

describe.concurrent("jobs that take turns", () => {
  it("are suspended so that others of their kind can run, and go on", async () => {
    const presets = [{ ...MOST, scheduler_enabled: true }];
    const { server, dispose } = await startOwnServer(target.engine, presets);
    try {
      const first = await startOn(server, { command: "sleep 1000" });
      await untilStatus(first, "running", server);
      const second = await startOn(server, { command: "sleep 1" });
      if (target.unsupported.suspend !== undefined) {
        expect(target.unsupported.suspend).toMatch(/^[A-Z].*\.$/);
        await call("DELETE", `/jobs/${first}`, undefined, server);
        expect((await untilFinished(second, server)).status).toBe("succeeded");
        expect((await statusOf(first, server)).statuses?.map(({ status }) => status)).not.toContain("suspended");
        return;
      }
      const suspended = await untilStatus(first, "suspended", server);
      expect(suspended).toMatchObject({ scheduler_enabled: true, history: { status: "suspended", restarts: 0 } });
      expect(suspended.history.description).toMatch(/\w+ \w+.*\.$/);
      const listed = await call("GET", "/jobs?status=suspended", undefined, server);
      expect(listed.body).toMatchObject({ jobs: [{ id: first }] });
      await untilFinished(second, server);
      const back = await untilStatus(first, "running", server);
      expect(back.statuses?.map(({ status }) => status)).toEqual(
        expect.arrayContaining(["pending", "running", "suspended"]),
      );
    } finally {
      await dispose();
    }
  }, 90_000);
});

describe.concurrent("priority", () => {
  it("says who starts first of those that wait; capacity, that nothing is free", async () => {
    const presets = [MOST];
    const { server, dispose } = await startOwnServer(target.engine, presets);
    try {
      expect((await call("GET", "/jobs/capacity", undefined, server)).body).toEqual({ whole: 1 });
      const holder = await startOn(server, { command: "sleep 1000" });
      await untilStatus(holder, "running", server);
      expect((await call("GET", "/jobs/capacity", undefined, server)).body).toEqual({ whole: 0 });
      const waiting: Record<string, string> = {};
      for (const priority of ["low", "normal", "high"]) {
        waiting[priority] = await startOn(server, { command: "sleep 0.2", priority });
      }
      for (const id of Object.values(waiting)) {
        const { status, history } = await statusOf(id, server);
        expect([status, history.reason]).toEqual(["pending", "Scheduling"]);
        expect(history.description).toMatch(/\w+ \w+.*\.$/);
      }
      await call("DELETE", `/jobs/${holder}`, undefined, server);
      const ended = await Promise.all(Object.values(waiting).map((id) => untilFinished(id, server)));
      const byStart = ended.sort(
        (one, other) => Date.parse(one.history.started_at ?? "") - Date.parse(other.history.started_at ?? ""),
      );
      expect(byStart.map(({ priority }) => priority)).toEqual(["high", "normal", "low"]);
    } finally {
      await dispose();
    }
  }, 60_000);
});

describe.concurrent("the jobs quota", () => {
  it("refuses one too many, unless it waits for another to end", async () => {
    const presets = [{ name: "tiny", cpu: 0.1, memory: 16 * 1024 ** 2 }];
    const { server, dispose } = await startOwnServer(target.engine, presets, ["--jobs-quota", "1"]);
    try {
      const first = await startOn(server, { command: "sleep 1000" });
      await untilStatus(first, "running", server);
      const body = { image: target.image, command: "true" };
      expect(await call("POST", "/jobs?from_preset", body, server)).toMatchObject({
        status: 400,
        body: { error: expect.stringMatching(/quota/) as string, field: "wait_for_jobs_quota" },
      });
      const second = await startOn(server, { command: "true", wait_for_jobs_quota: true });
      const isToldWhy = (reason: unknown) => reason === "QuotaExhausted";
      expect((await untilJob(second, ({ history }) => isToldWhy(history.reason), server)).status).toBe("pending");
      await call("DELETE", `/jobs/${first}`, undefined, server);
      expect((await untilFinished(second, server)).status).toBe("succeeded");
    } finally {
      await dispose();
    }
  }, 60_000);
});
