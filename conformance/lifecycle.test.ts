import { describe, expect, it } from "vitest";
import type { JobPayload } from "../contract/job.ts";
import {
  call,
  logOf,
  run,
  sh,
  start,
  startRunning,
  statusOf,
  target,
  untilFinished,
  untilJob,
  untilStatus,
} from "./testing/api.ts";
import { unique } from "./testing/target.ts";

const MICROS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;

const statuses = (job: JobPayload) => [...new Set((job.statuses ?? []).map(({ status }) => status))];
const reasons = (job: JobPayload) => (job.statuses ?? []).map(({ reason }) => reason);

describe("a job's history", () => {
  it("goes from pending over running to succeeded, with all its times", async () => {
    const { id, history } = await start({ command: sh("sleep 2") });
    expect(history).toMatchObject({
      status: "pending",
      restarts: 0,
      created_at: expect.stringMatching(MICROS) as string,
    });
    expect(history).not.toHaveProperty("started_at");
    const running = await untilStatus(id, "running");
    expect(running.history.started_at).toMatch(MICROS);
    expect(running.history).not.toHaveProperty("finished_at");
    expect(running.history).not.toHaveProperty("exit_code");
    const job = await untilFinished(id);
    expect(job).toMatchObject({ status: "succeeded", history: { status: "succeeded", exit_code: 0, restarts: 0 } });
    const { created_at, started_at, finished_at } = job.history;
    for (const time of [created_at, started_at, finished_at]) expect(time).toMatch(MICROS);
    const times = [created_at, started_at, finished_at].map((time) => Date.parse(time ?? ""));
    expect(times).toEqual([...times].sort((one, other) => one - other));
    const seconds = ((times[2] ?? NaN) - (times[1] ?? NaN)) / 1000;
    expect(job.history.run_time_seconds).toBeCloseTo(seconds, 1);
  });

  it("has every transition, oldest first", async () => {
    const job = await untilFinished((await start({ command: sh("exit 43") })).id);
    expect(statuses(job)).toEqual(["pending", "running", "failed"]);
    const times = (job.statuses ?? []).map(({ transition_time }) => transition_time);
    for (const time of times) expect(time).toMatch(MICROS);
    expect(times).toEqual([...times].sort());
    expect(reasons(job)).toEqual(expect.arrayContaining(["Creating", "Scheduling", "Error"]));
    expect(job.statuses?.at(-1)).toMatchObject({
      ...{ status: "failed", reason: "Error", exit_code: 43 },
      description: expect.stringContaining("43") as string,
    });
    expect(job.statuses?.[0]).toMatchObject({ status: "pending", description: null, exit_code: null });
    expect(job.history).toMatchObject({ status: "failed", reason: "Error", exit_code: 43 });
    expect(job.history.finished_at).toBe(times.at(-1));
  });

  it("ends with the exit code of its program, or with 128 and the signal that ended it", async () => {
    const ends = { "exit 0": 0, "exit 1": 1, "exit 255": 255, "kill -TERM $$": 143, "kill -KILL $$": 137 };
    const started = Object.entries(ends).map(async ([script, exitCode]) => {
      const job = await untilFinished((await start({ command: sh(script) })).id);
      const status = exitCode === 0 ? "succeeded" : "failed";
      expect(job, script).toMatchObject({ status, history: { exit_code: exitCode } });
    });
    await Promise.all(started);
  });

  it("of a program that is not there says so", async () => {
    const job = await untilFinished((await start({ command: "no-such-program-anywhere" })).id);
    expect(job).toMatchObject({ status: "failed", history: { reason: "ContainerCannotRun" } });
    expect(job.history.description).toContain("no-such-program-anywhere");
  });

  it("costs its run time", async () => {
    const job = await untilFinished((await start({ command: sh("sleep 1.2") })).id);
    expect(job.price_credits_per_hour).toMatch(/^\d+(\.\d+)?$/);
    expect(job.total_price_credits).toMatch(/^\d+(\.\d+)?$/);
    const cost = (Number(job.price_credits_per_hour) * (job.history.run_time_seconds ?? NaN)) / 3600;
    expect(Number(job.total_price_credits)).toBeCloseTo(cost, 5);
    expect(cost).toBeGreaterThan(0);
  });
});

describe("a kill", () => {
  it("cancels a running job, whatever its program makes of signals", async () => {
    const id = await startRunning("trap '' TERM INT; echo ready; while :; do sleep 0.1; done");
    expect((await call("DELETE", `/jobs/${id}`)).status).toBe(204);
    const job = await untilFinished(id);
    expect(job).toMatchObject({ status: "cancelled", history: { status: "cancelled", reason: "UserRequested" } });
    expect((await call("DELETE", `/jobs/${id}`)).status).toBe(204);
    expect((await statusOf(id)).history).toEqual(job.history);
  }, 60_000);

  it("cancels a waiting job, and works by name", async () => {
    const name = unique("waits");
    const { id } = await run({ name }, {}, { cpu: 1000 * target.cpu, memory_mb: 16 });
    const waiting = await statusOf(id);
    expect(waiting).toMatchObject({ status: "pending", history: { reason: "Scheduling" } });
    expect(waiting.history.description).toMatch(/\w+ \w+.*\.$/);
    expect((await call("DELETE", `/jobs/${name}`)).status).toBe(204);
    const { status, history } = await untilFinished(id);
    expect([status, history.reason]).toEqual(["cancelled", "UserRequested"]);
    // A finished job has no missing times, though it never ran.
    expect([history.started_at, history.finished_at]).toEqual([
      expect.stringMatching(MICROS),
      expect.stringMatching(MICROS),
    ]);
  });

  it("of nothing is not found", async () => {
    expect((await call("DELETE", "/jobs/job-none")).status).toBe(404);
  });
});

describe("a restart", () => {
  it("follows a failure under on-failure, and is counted", async () => {
    const marker = `/tmp/${unique("restart")}`;
    const script = `n=$(cat ${marker} 2>/dev/null || echo 0); echo $((n+1)) > ${marker}; echo "run $n"; [ $n -gt 0 ] && rm ${marker}`;
    // Where each attempt has files of its own the job goes on failing; the counting is the same.
    const { id } = await start({ command: sh(script), restart_policy: "on-failure" });
    const job = await untilJob(id, ({ history }) => (history.restarts ?? 0) > 0);
    expect(["running", "succeeded"]).toContain(job.status);
    expect(job.statuses).toContainEqual(
      expect.objectContaining({
        reason: "Restarting",
        exit_code: 1,
        description: expect.stringMatching(/Restart 1/) as string,
      }),
    );
    if (target.engine === "process") {
      expect((await untilFinished(id)).status).toBe("succeeded");
      expect(await logOf(id)).toBe("run 0\nrun 1\n");
    }
  });

  it("follows success too under always, until the job is killed", async () => {
    const { id } = await start({ command: "true", restart_policy: "always" });
    await untilJob(id, ({ history }) => (history.restarts ?? 0) > 0);
    await call("DELETE", `/jobs/${id}`);
    expect(await untilFinished(id)).toMatchObject({ status: "cancelled", history: { reason: "UserRequested" } });
  });

  it("follows neither success under on-failure nor failure under never", async () => {
    const policies = { "on-failure": "true", never: "false" };
    for (const [restart_policy, command] of Object.entries(policies)) {
      const job = await untilFinished((await start({ command, restart_policy })).id);
      expect(job.history.restarts).toBe(0);
    }
  });
});

describe("a schedule timeout", () => {
  it("fails a job that could not be started in time", async () => {
    const resources = { cpu: 1000 * target.cpu, memory_mb: 16 };
    const { id } = await run({ schedule_timeout: 1 }, {}, resources);
    const job = await untilFinished(id);
    expect(job).toMatchObject({ status: "failed", schedule_timeout: 1, history: { reason: "ClusterScaleUpFailed" } });
    expect(job.history.description).toMatch(/within 1 s/);
  });
});

describe("bump_life_span", () => {
  const bump = (id: string, body: object) => call("PUT", `/jobs/${id}/max_run_time_minutes`, body);

  it("adds to the limit, or sets it", async () => {
    const { id } = await start({ max_run_time_minutes: 5 });
    expect((await bump(id, { additional_max_run_time_minutes: 10 })).status).toBe(204);
    expect((await statusOf(id)).max_run_time_minutes).toBe(15);
    expect((await bump(id, { max_run_time_minutes: 2 })).status).toBe(204);
    expect((await statusOf(id)).max_run_time_minutes).toBe(2);
  });

  it.each([
    [{}],
    [{ additional_max_run_time_minutes: 0 }],
    [{ additional_max_run_time_minutes: 1.5 }],
    [{ additional_max_run_time_minutes: "1" }],
    [{ max_run_time_minutes: 1, additional_max_run_time_minutes: 1 }],
    [{ minutes: 1 }],
  ])("of %j is 400", async (body) => {
    const { id } = await start({ max_run_time_minutes: 5 });
    const answer = await bump(id, body);
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(/\w+ \w+/) as string } });
    expect((await statusOf(id)).max_run_time_minutes).toBe(5);
  });

  it("of a job without a limit, or that has finished, is 400", async () => {
    const unlimited = await start();
    expect((await bump(unlimited.id, { additional_max_run_time_minutes: 1 })).status).toBe(400);
    const ended = await start({ command: "true", max_run_time_minutes: 5 });
    await untilFinished(ended.id);
    expect((await bump(ended.id, { additional_max_run_time_minutes: 1 })).status).toBe(400);
    expect((await bump("job-none", { additional_max_run_time_minutes: 1 })).status).toBe(404);
  });
});
