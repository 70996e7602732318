import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JobPayload } from "../../contract/job.ts";
import type { StartPayload } from "../../contract/start.ts";
import { EngineError } from "../engines/engine.ts";
import { createManualClock, type ManualClock } from "../testing/manualClock.ts";
import { createScriptedEngine, type ScriptedEngine } from "../testing/scriptedEngine.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

const GIBIBYTE = 1024 ** 3;
const MACHINE = {
  cpu: 4,
  memoryBytes: 8 * GIBIBYTE,
  gpus: [
    { model: "A100", memoryBytes: 40 * GIBIBYTE },
    { model: "A100", memoryBytes: 40 * GIBIBYTE },
  ],
};
const PRESETS = [
  { name: "one", cpu: 1, memory: GIBIBYTE },
  { name: "two", cpu: 2, memory: GIBIBYTE },
  { name: "all", cpu: 4, memory: GIBIBYTE },
  { name: "too-big", cpu: 8, memory: GIBIBYTE },
  { name: "memory", cpu: 1, memory: 6 * GIBIBYTE },
  { name: "gpu", cpu: 1, memory: GIBIBYTE / 2, nvidia_gpu: { count: 1, model: "A100" } },
];

let clock: ManualClock;
let engine: ScriptedEngine;
let server: TestServer;

beforeEach(async () => {
  clock = createManualClock();
  engine = createScriptedEngine(MACHINE, clock);
  server = await startTestServer({ clock, makeEngine: () => engine, presets: PRESETS });
});
afterEach(() => server.dispose());

/** Starts a job; each is a second younger than the one before. */
async function start(preset: string, request: Partial<StartPayload> = {}): Promise<JobPayload> {
  const job = await server.start({ preset_name: preset, command: "work", ...request });
  clock.advance(1_000);
  return job;
}

async function reasonOf(job: JobPayload): Promise<string> {
  const { history } = await server.job(job.id);
  return `${history.reason ?? ""}: ${history.description ?? ""}`;
}

const runOf = (job: JobPayload, attempt = 0) => `${job.id}-${attempt}`;
const isRunning = (job: JobPayload) => server.untilStatus(job.id, "running");

describe("waiting jobs", () => {
  it("start by priority, then by age", async () => {
    const first = await start("all");
    await isRunning(first);
    const low = await start("all", { priority: "low" });
    const oldNormal = await start("all");
    const youngNormal = await start("all");
    const high = await start("all", { priority: "high" });
    let before = first;
    for (const next of [high, oldNormal, youngNormal, low]) {
      engine.end(runOf(before), 0);
      await isRunning(next);
      expect(engine.running()).toEqual([runOf(next)]);
      before = next;
    }
  });

  it("say what they wait for", async () => {
    const cpu = await start("two");
    const [memory, gpuA] = [await start("memory"), await start("gpu")];
    for (const job of [cpu, memory, gpuA]) await isRunning(job);
    expect(await reasonOf(await start("two"))).toBe("Scheduling: Waiting for 2 CPUs: 0 of 4 are free.");
    expect(await reasonOf(await start("too-big"))).toBe(
      "Scheduling: The job needs 8 CPUs, but there are only 4 in all.",
    );
    engine.end(runOf(cpu), 0);
    await server.untilStatus(cpu.id, "succeeded");
    const second = (await server.call("GET", "/api/v1/jobs?status=pending")).body as { jobs: JobPayload[] };
    expect(second.jobs.map((job) => job.preset_name)).toEqual(["too-big"]);
  });

  it("name missing memory and GPUs", async () => {
    await isRunning(await start("memory"));
    expect(await reasonOf(await start("memory"))).toBe(
      "Scheduling: Waiting for 6 GiB of memory: 2 GiB of 8 GiB are free.",
    );
    const gpus = [await start("gpu"), await start("gpu")];
    for (const job of gpus) await isRunning(job);
    expect(engine.started.slice(1).map((spec) => spec.resources.gpus)).toEqual([[0], [1]]);
    expect(await reasonOf(await start("gpu"))).toBe("Scheduling: Waiting for 1 A100 GPU: 0 of 2 are free.");
  });

  it("let later ones pass, but not for ever", async () => {
    const running = await start("two");
    await isRunning(running);
    const big = await start("all");
    const small = await start("one");
    await isRunning(small);
    clock.advance(60_000);
    const late = await start("one");
    expect(await reasonOf(late)).toBe("Scheduling: Waiting its turn: a job before it in line needs more than is free.");
    engine.end(runOf(running), 0);
    engine.end(runOf(small), 0);
    await isRunning(big);
    expect((await server.job(late.id)).status).toBe("pending");
    await server.call("DELETE", `/api/v1/jobs/${big.id}`);
    await isRunning(late);
  });

  it("are not held up by one that can never start", async () => {
    await start("too-big");
    clock.advance(3_600_000);
    await isRunning(await start("all"));
  });

  it("fail when their schedule timeout is over", async () => {
    await isRunning(await start("all"));
    const impatient = await start("one", { schedule_timeout: 30 });
    clock.advance(28_999);
    expect((await server.job(impatient.id)).status).toBe("pending");
    clock.advance(1);
    const { history } = await server.untilStatus(impatient.id, "failed");
    expect(history).toMatchObject({
      reason: "ClusterScaleUpFailed",
      description: "The job could not be started within 30 s. Waiting for 1 CPU: 0 of 4 are free.",
      restarts: 0,
      run_time_seconds: 0,
    });
    expect(history.started_at).toBe(history.finished_at);
  });

  it("leave nothing behind when they are killed", async () => {
    await isRunning(await start("all"));
    const waiting = await start("one");
    expect((await server.call("DELETE", `/api/v1/jobs/${waiting.id}`)).status).toBe(204);
    expect(await server.job(waiting.id)).toMatchObject({
      status: "cancelled",
      history: { reason: "UserRequested", run_time_seconds: 0 },
    });
    expect(engine.started).toHaveLength(1);
  });
});

describe("capacity", () => {
  it("falls with every job that starts and rises with every one that ends", async () => {
    const capacity = async () => (await server.call("GET", "/api/v1/jobs/capacity")).body;
    const all = { one: 4, two: 2, all: 1, "too-big": 0, memory: 1, gpu: 2 };
    expect(await capacity()).toEqual(all);
    const job = await start("gpu");
    await isRunning(job);
    expect(await capacity()).toEqual({ one: 3, two: 1, all: 0, "too-big": 0, memory: 1, gpu: 1 });
    engine.end(runOf(job), 0);
    await server.untilStatus(job.id, "succeeded");
    expect(await capacity()).toEqual(all);
  });
});

describe("a job killed while it starts", () => {
  it("is ended as soon as it exists", async () => {
    const release = engine.holdStarts();
    const job = await start("one");
    const kill = server.call("DELETE", `/api/v1/jobs/${job.id}`);
    await server.untilJob(job.id, ({ history }) => history.reason === "ContainerCreating");
    release();
    expect((await kill).status).toBe(204);
    expect((await server.untilStatus(job.id, "cancelled")).history.reason).toBe("UserRequested");
    expect(engine.running()).toEqual([]);
    expect(engine.stopped).toEqual([runOf(job)]);
  });
});

describe("an engine that refuses", () => {
  it("fails the job in the engine's words and frees its resources", async () => {
    engine.refuse(new EngineError("invalid", "There is no such program."));
    const job = await start("all", { restart_policy: "always" });
    const { history, materialized } = await server.untilStatus(job.id, "failed");
    expect(history).toMatchObject({ reason: "ContainerCannotRun", description: "There is no such program." });
    expect(materialized).toBe(false);
    engine.refuse(undefined);
    await isRunning(await start("all"));
  });
});

describe("restarts", () => {
  it("follow on-failure with a growing back-off and end with success", async () => {
    const job = await start("one", { restart_policy: "on-failure" });
    await isRunning(job);
    for (const [attempt, backOffMs] of [1_000, 2_000, 4_000].entries()) {
      engine.end(runOf(job, attempt), 3);
      const { history, status } = await server.untilJob(job.id, ({ history }) => history.reason === "Restarting");
      expect(status).toBe("running");
      expect(history.description).toBe(`Exit code: 3. Restart ${attempt + 1} follows after ${backOffMs / 1000} s.`);
      clock.advance(backOffMs - 1);
      expect(engine.running()).toEqual([]);
      clock.advance(1);
      await server.untilJob(job.id, ({ history }) => history.reason === null && history.restarts === attempt + 1);
    }
    engine.end(runOf(job, 3), 0);
    const done = await server.untilStatus(job.id, "succeeded");
    expect(done.history.restarts).toBe(3);
    expect(engine.started.map((spec) => spec.runId)).toEqual([0, 1, 2, 3].map((attempt) => runOf(job, attempt)));
  });

  it("wait at most a minute, and a second again after a long run", async () => {
    const job = await start("one", { restart_policy: "always" });
    await isRunning(job);
    const delays: string[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      if (attempt === 7) clock.advance(10 * 60_000);
      engine.end(runOf(job, attempt), 0);
      const { history } = await server.untilJob(job.id, ({ history }) => history.reason === "Restarting");
      delays.push(/after (\d+) s/.exec(history.description ?? "")?.[1] ?? "");
      clock.advance(60_000);
      await server.untilJob(job.id, ({ history }) => history.reason === null);
    }
    expect(delays).toEqual(["1", "2", "4", "8", "16", "32", "60", "1"]);
  });

  it("keep the resources and end with a kill, also between two runs", async () => {
    const job = await start("all", { restart_policy: "always" });
    await isRunning(job);
    engine.end(runOf(job), 1);
    await server.untilJob(job.id, ({ history }) => history.reason === "Restarting");
    const other = await server.start({ preset_name: "one", command: "work" });
    expect((await server.job(other.id)).status).toBe("pending");
    await server.call("DELETE", `/api/v1/jobs/${job.id}`);
    expect((await server.job(job.id)).history).toMatchObject({ status: "cancelled", reason: "UserRequested" });
    await isRunning(other);
    clock.advance(60_000);
    expect(engine.started).toHaveLength(2);
  });

  it("never follow success under on-failure nor anything under never", async () => {
    const never = await start("one");
    const onFailure = await start("one", { restart_policy: "on-failure" });
    for (const job of [never, onFailure]) await isRunning(job);
    engine.end(runOf(never), 5);
    engine.end(runOf(onFailure), 0);
    expect((await server.untilStatus(never.id, "failed")).history).toMatchObject({
      reason: "Error",
      exit_code: 5,
      description: "Exit code: 5",
    });
    await server.untilStatus(onFailure.id, "succeeded");
  });

  it("pass on the engine's own reasons", async () => {
    const job = await start("one");
    await isRunning(job);
    engine.end(runOf(job), 137, { reason: "OOMKilled", message: "The job used more memory than it has." });
    expect((await server.untilStatus(job.id, "failed")).history).toMatchObject({
      reason: "OOMKilled",
      exit_code: 137,
      description: "The job used more memory than it has. (Exit code: 137)",
    });
  });
});

describe("the life span", () => {
  it("counts from the first run, not from the creation, and cancels the job", async () => {
    const first = await start("all");
    await isRunning(first);
    const job = await start("all", { max_run_time_minutes: 1 });
    clock.advance(3_600_000);
    engine.end(runOf(first), 0);
    await isRunning(job);
    clock.advance(59_999);
    expect((await server.job(job.id)).status).toBe("running");
    clock.advance(1);
    const { history } = await server.untilStatus(job.id, "cancelled");
    expect(history).toMatchObject({ reason: "LifeSpanEnded", run_time_seconds: 60 });
    expect(engine.stopped).toEqual([runOf(job)]);
  });

  it("can be extended while it runs, and not once it is over", async () => {
    const job = await start("one", { max_run_time_minutes: 1 });
    await isRunning(job);
    const path = `/api/v1/jobs/${job.id}/max_run_time_minutes`;
    const put = (body: object) => server.call("PUT", path, body);
    expect((await put({ additional_max_run_time_minutes: 2 })).status).toBe(204);
    clock.advance(170_000);
    expect(await server.job(job.id)).toMatchObject({ status: "running", max_run_time_minutes: 3 });
    expect((await put({ max_run_time_minutes: 4 })).status).toBe(204);
    clock.advance(60_000);
    await isRunning(job);
    clock.advance(20_000);
    await server.untilStatus(job.id, "cancelled");
    expect(await put({ max_run_time_minutes: 9 })).toMatchObject({
      status: 400,
      body: { error: `Job '${job.id}' has finished; its life span cannot be changed.` },
    });
  });

  it("ends restarts", async () => {
    const job = await start("one", { max_run_time_minutes: 1, restart_policy: "always" });
    await isRunning(job);
    clock.advance(58_500);
    engine.end(runOf(job), 0);
    await server.untilJob(job.id, ({ history }) => history.reason === "Restarting");
    clock.advance(500);
    const { history } = await server.untilJob(job.id, ({ status }) => status !== "running");
    expect(history).toMatchObject({ status: "cancelled", reason: "LifeSpanEnded" });
  });

  it.each([
    [{}, "Give additional_max_run_time_minutes or max_run_time_minutes."],
    [{ max_run_time_minutes: 0 }, "max_run_time_minutes: must be at least 1"],
    [{ max_run_time_minutes: 1.5 }, "max_run_time_minutes: must be a whole number"],
    [{ additional_max_run_time_minutes: "2" }, "additional_max_run_time_minutes: must be a number"],
    [
      { additional_max_run_time_minutes: 2, max_run_time_minutes: 2 },
      "additional_max_run_time_minutes: give either this or max_run_time_minutes, not both",
    ],
  ])("refuses %j", async (body, error) => {
    const job = await start("one", { max_run_time_minutes: 1 });
    const answer = await server.call("PUT", `/api/v1/jobs/${job.id}/max_run_time_minutes`, body);
    expect(answer).toMatchObject({ status: 400, body: { error } });
    expect((await server.job(job.id)).max_run_time_minutes).toBe(1);
  });
});

describe("a server that comes back", () => {
  it("goes on with everything it knew", async () => {
    const running = await start("one", { max_run_time_minutes: 5 });
    const ending = await start("one");
    const lost = await start("one");
    const reborn = await start("one", { restart_policy: "on-failure" });
    for (const job of [running, ending, lost, reborn]) await isRunning(job);
    const waiting = await start("all");
    await server.restart();
    await isRunning(running);
    engine.end(runOf(ending), 7);
    expect((await server.untilStatus(ending.id, "failed")).history.exit_code).toBe(7);
    expect(await reasonOf(waiting)).toBe("Scheduling: Waiting for 4 CPUs: 1 of 4 are free.");
    expect((await server.call("GET", "/api/v1/jobs/capacity")).body).toMatchObject({ one: 1 });

    engine.lose(runOf(lost));
    expect((await server.untilStatus(lost.id, "failed")).history).toMatchObject({
      reason: "NotFound",
      description: expect.stringContaining("vanished") as string,
    });
    engine.lose(runOf(reborn));
    await server.untilJob(reborn.id, ({ history }) => history.reason === "Restarting");
    await server.restart();
    clock.advance(1_000);
    await server.untilJob(reborn.id, ({ history }) => history.restarts === 1 && history.reason === null);
    await server.restart();
    clock.advance(300_000);
    expect((await server.untilStatus(running.id, "cancelled")).history.reason).toBe("LifeSpanEnded");
  });

  it("learns what ended while it was away", async () => {
    const ended = await start("one");
    const lost = await start("one");
    for (const job of [ended, lost]) await isRunning(job);
    await server.restart(() => {
      engine.end(runOf(ended), 4);
      engine.lose(runOf(lost));
    });
    expect((await server.untilStatus(ended.id, "failed")).history.exit_code).toBe(4);
    expect((await server.untilStatus(lost.id, "failed")).history.reason).toBe("NotFound");
  });

  it("ends runs that no job knows of", async () => {
    const stray = {
      ...{ runId: "stray-0", image: "host", env: {}, tty: false },
      resources: { cpu: 1, memoryBytes: GIBIBYTE, shm: false, gpus: [] },
    };
    await server.restart(async () => void (await engine.start(stray)));
    await server.start({ preset_name: "one", command: "work", name: "after" });
    await isRunning({ id: "after" } as JobPayload);
    expect(engine.running()).toHaveLength(1);
    expect(engine.running()).not.toContain("stray-0");
  });
});
