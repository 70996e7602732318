import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JobPayload } from "../../contract/job.ts";
import { EngineError } from "../engines/engine.ts";
import { runOf, startScriptedServer, type ScriptedServer } from "../testing/scriptedServer.ts";

let scripted: ScriptedServer;
beforeEach(async () => {
  scripted = await startScriptedServer();
});
afterEach(() => scripted.server.dispose());

describe("waiting jobs", () => {
  it("start by priority, then by age", async () => {
    const { engine, start, untilRunning } = scripted;
    const first = await start("all");
    await untilRunning(first);
    const low = await start("all", { priority: "low" });
    const oldNormal = await start("all");
    const youngNormal = await start("all");
    const high = await start("all", { priority: "high" });
    let before = first;
    for (const next of [high, oldNormal, youngNormal, low]) {
      engine.end(runOf(before), 0);
      await untilRunning(next);
      expect(engine.running()).toEqual([runOf(next)]);
      before = next;
    }
  });

  it("say what they wait for", async () => {
    const { engine, server, start, untilRunning, reasonOf } = scripted;
    const cpu = await start("two");
    const [memory, gpuA] = [await start("memory"), await start("gpu")];
    for (const job of [cpu, memory, gpuA]) await untilRunning(job);
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
    const { engine, start, untilRunning, reasonOf } = scripted;
    await untilRunning(await start("memory"));
    expect(await reasonOf(await start("memory"))).toBe(
      "Scheduling: Waiting for 6 GiB of memory: 2 GiB of 8 GiB are free.",
    );
    const gpus = [await start("gpu"), await start("gpu")];
    for (const job of gpus) await untilRunning(job);
    expect(engine.started.slice(1).map((spec) => spec.resources.gpus)).toEqual([[0], [1]]);
    expect(await reasonOf(await start("gpu"))).toBe("Scheduling: Waiting for 1 A100 GPU: 0 of 2 are free.");
  });

  it("let later ones pass, but not for ever", async () => {
    const { clock, engine, server, start, untilRunning, reasonOf } = scripted;
    const running = await start("two");
    await untilRunning(running);
    const big = await start("all");
    const small = await start("one");
    await untilRunning(small);
    clock.advance(60_000);
    const late = await start("one");
    expect(await reasonOf(late)).toBe("Scheduling: Waiting its turn: a job before it in line needs more than is free.");
    engine.end(runOf(running), 0);
    engine.end(runOf(small), 0);
    await untilRunning(big);
    expect((await server.job(late.id)).status).toBe("pending");
    await server.call("DELETE", `/api/v1/jobs/${big.id}`);
    await untilRunning(late);
  });

  it("are not held up by one that can never start", async () => {
    const { clock, start, untilRunning } = scripted;
    await start("too-big");
    clock.advance(3_600_000);
    await untilRunning(await start("all"));
  });

  it("fail when their schedule timeout is over", async () => {
    const { clock, server, start, untilRunning } = scripted;
    await untilRunning(await start("all"));
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
    const { engine, server, start, untilRunning } = scripted;
    await untilRunning(await start("all"));
    const waiting = await start("one");
    expect((await server.call("DELETE", `/api/v1/jobs/${waiting.id}`)).status).toBe(204);
    expect(await server.job(waiting.id)).toMatchObject({
      status: "cancelled",
      history: { reason: "UserRequested", run_time_seconds: 0 },
    });
    expect(engine.started).toHaveLength(1);
  });
});

describe("streams", () => {
  it("of a waiting job are refused, and those that the engine lacks of any", async () => {
    const { server, start, untilRunning } = scripted;
    const [running, waiting] = [await start("all"), await start("all")];
    await untilRunning(running);
    const refusal = async (path: string) => await server.socket(path, "v2.channels.neu.ro").refused;
    for (const stream of ["attach?stdout=1", "exec?cmd=ls&stdout=1"]) {
      const body = { error: `Job '${waiting.id}' is not running.` };
      expect(await refusal(`${waiting.id}/${stream}`)).toEqual({ status: 404, body, header: body });
      expect(await refusal(`${running.id}/${stream}`)).toMatchObject({ status: 501 });
    }
    expect((await refusal(`${running.id}/top`)).status).toBe(501);
    expect((await server.call("POST", `/api/v1/jobs/${waiting.id}/kill`)).status).toBe(404);
  });
});

describe("capacity", () => {
  it("falls with every job that starts and rises with every one that ends", async () => {
    const { engine, server, start, untilRunning } = scripted;
    const capacity = async () => (await server.call("GET", "/api/v1/jobs/capacity")).body;
    const all = { one: 4, two: 2, all: 1, "too-big": 0, memory: 1, gpu: 2 };
    expect(await capacity()).toEqual(all);
    const job = await start("gpu");
    await untilRunning(job);
    expect(await capacity()).toEqual({ one: 3, two: 1, all: 0, "too-big": 0, memory: 1, gpu: 1 });
    engine.end(runOf(job), 0);
    await server.untilStatus(job.id, "succeeded");
    expect(await capacity()).toEqual(all);
  });
});

describe("a job killed while it starts", () => {
  it("is ended as soon as it exists", async () => {
    const { engine, server, start } = scripted;
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
    const { engine, server, start, untilRunning } = scripted;
    engine.refuse(new EngineError("invalid", "There is no such program."));
    const job = await start("all", { restart_policy: "always" });
    const { history, materialized } = await server.untilStatus(job.id, "failed");
    expect(history).toMatchObject({ reason: "ContainerCannotRun", description: "There is no such program." });
    expect(materialized).toBe(false);
    engine.refuse(undefined);
    await untilRunning(await start("all"));
  });
});
