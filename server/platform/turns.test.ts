import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PresetPayload } from "../../contract/config.ts";
import type { JobPayload } from "../../contract/job.ts";
import { EngineError } from "../engines/engine.ts";
import { runOf, startScriptedServer, type ScriptedServer } from "../testing/scriptedServer.ts";

const GIBIBYTE = 1024 ** 3;
const TURN_MS = 30_000;
const share = (name: string, cpu: number, extra: Partial<PresetPayload> = {}): PresetPayload => {
  return { name, cpu, memory: GIBIBYTE, credits_per_hour: "120", ...extra };
};
const turns = { scheduler_enabled: true };
const PRESETS = [
  ...[share("two", 2), share("all", 4)],
  ...[share("turns-one", 1, turns), share("turns-two", 2, turns), share("turns-all", 4, turns)],
  share("turns-gpu", 2, { ...turns, nvidia_gpu: { count: 1, model: "A100" } }),
];

let scripted: ScriptedServer;
beforeEach(async () => {
  scripted = await startScriptedServer({ presets: PRESETS });
});
afterEach(() => scripted.server.dispose());

const untilSuspended = ({ id }: JobPayload) => scripted.server.untilStatus(id, "suspended");
const statusesOf = async (...jobs: JobPayload[]) => {
  return Promise.all(jobs.map(async ({ id }) => (await scripted.server.job(id)).status));
};
/** Lets a turn pass, in which nothing may happen before its last millisecond. */
async function passTurn(...unchanged: JobPayload[]): Promise<void> {
  const before = await statusesOf(...unchanged);
  scripted.clock.advance(TURN_MS - 1);
  expect(await statusesOf(...unchanged)).toEqual(before);
  scripted.clock.advance(1);
}

/** The first runs since a second, the second waits since then. */
async function startTwo(request: object = {}): Promise<[JobPayload, JobPayload]> {
  const first = await scripted.start("turns-all", request);
  await scripted.untilRunning(first);
  const second = await scripted.server.start({ preset_name: "turns-all", command: "work" });
  return [first, second];
}

describe("jobs that take turns", () => {
  it("give way to one that waits for a turn's length, and come back", async () => {
    const { engine, server, reasonOf, untilRunning } = scripted;
    const [first, second] = await startTwo();
    expect([first.scheduler_enabled, first.is_preemptible]).toEqual([true, true]);
    await passTurn(first, second);
    const { history, statuses } = await untilSuspended(first);
    await untilRunning(second);
    expect(engine.suspended()).toEqual([runOf(first)]);
    expect(history.run_time_seconds).toBe(31);
    expect(statuses?.map(({ status }) => status)).toEqual(["pending", "pending", "pending", "running", "suspended"]);
    expect(statuses?.at(-1)?.description).toMatch(/^Suspended so that another job has its turn\./);
    expect(await reasonOf(first)).toBe(
      ": Suspended so that another job has its turn. Waiting for 4 CPUs: 0 of 4 are free.",
    );
    await passTurn(first, second);
    await untilSuspended(second);
    await untilRunning(first);
    expect(engine.suspended()).toEqual([runOf(second)]);
    engine.end(runOf(first), 0);
    await untilRunning(second);
    expect(engine.started).toHaveLength(2);
    const done = await server.untilStatus(first.id, "succeeded");
    expect([done.history.run_time_seconds, done.total_price_credits]).toEqual([
      31,
      String(Number((31 / 30).toFixed(6))),
    ]);
  });

  it("come in the order in which they wait, within a priority", async () => {
    const { clock, server, start, untilRunning } = scripted;
    const [first, second] = await startTwo();
    clock.advance(1_000);
    const third = await start("turns-all");
    const high = await start("turns-all", { priority: "high" });
    clock.advance(TURN_MS);
    await untilSuspended(first);
    await untilRunning(high);
    // Nobody of a lower priority makes it give way.
    clock.advance(10 * TURN_MS);
    expect(await statusesOf(first, second, third, high)).toEqual(["suspended", "pending", "pending", "running"]);
    await server.call("DELETE", `/api/v1/jobs/${high.id}`);
    await untilRunning(second);
    for (const [running, next] of [
      [second, third],
      [third, first],
      [first, second],
    ] as const) {
      await passTurn(running, next);
      await untilSuspended(running);
      await untilRunning(next);
    }
  });

  it("are suspended for no other kind, and no other kind for them", async () => {
    const { clock, start, untilRunning } = scripted;
    const [regular, taking] = [await start("two"), await start("turns-two")];
    for (const job of [regular, taking]) await untilRunning(job);
    const [waitsForTaking, waitsForBoth] = [await start("two"), await start("turns-all")];
    clock.advance(10 * TURN_MS);
    const all = [regular, taking, waitsForTaking, waitsForBoth];
    expect(await statusesOf(...all)).toEqual(["running", "running", "pending", "pending"]);
  });

  it("are suspended longest-running first, and no more than it takes", async () => {
    const { start, untilRunning, clock } = scripted;
    const [oldest, middle, young] = [await start("turns-one"), await start("turns-two"), await start("turns-one")];
    for (const job of [oldest, middle, young]) await untilRunning(job);
    const next = await start("turns-two");
    clock.advance(TURN_MS);
    await untilRunning(next);
    expect(await statusesOf(oldest, middle, young)).toEqual(["running", "suspended", "running"]);
    expect(scripted.engine.suspended()).toEqual([runOf(middle)]);
  });

  it("get the GPUs back that they were started with", async () => {
    const { clock, engine, start, untilRunning, reasonOf } = scripted;
    const [first, second] = [await start("turns-gpu"), await start("turns-gpu")];
    for (const job of [first, second]) await untilRunning(job);
    const third = await start("turns-gpu");
    clock.advance(TURN_MS);
    await untilSuspended(first);
    await untilRunning(third);
    expect(engine.started.map(({ resources }) => resources.gpus)).toEqual([[0], [1], [0]]);
    engine.end(runOf(second), 0);
    await scripted.server.untilStatus(second.id, "succeeded");
    expect(await reasonOf(first)).toMatch(/Waiting for 1 A100 GPU: 0 of 2 are free\.$/);
    engine.end(runOf(third), 0);
    await untilRunning(first);
  });
});

describe("a suspended job", () => {
  it("lives as long as it runs", async () => {
    const { clock, server, untilRunning } = scripted;
    const [first, second] = await startTwo({ max_run_time_minutes: 1 });
    clock.advance(TURN_MS);
    await untilSuspended(first);
    await untilRunning(second);
    // A life span that is set meanwhile does not run either.
    clock.advance(29_000);
    await server.call("PUT", `/api/v1/jobs/${first.id}/max_run_time_minutes`, { max_run_time_minutes: 1 });
    expect(await statusesOf(first)).toEqual(["suspended"]);
    await server.call("DELETE", `/api/v1/jobs/${second.id}`);
    await untilRunning(first);
    clock.advance(28_999);
    expect(await statusesOf(first)).toEqual(["running"]);
    clock.advance(1);
    const { history } = await server.untilStatus(first.id, "cancelled");
    expect(history).toMatchObject({ reason: "LifeSpanEnded", run_time_seconds: 60 });
  });

  it("can be killed, and answers as one that does not run", async () => {
    const { clock, engine, server } = scripted;
    const [first] = await startTwo();
    clock.advance(TURN_MS);
    await untilSuspended(first);
    const body = { error: `Job '${first.id}' is not running.` };
    for (const stream of ["attach?stdout=1", "exec?cmd=ls&stdout=1"]) {
      const refusal = await server.socket(`${first.id}/${stream}`, "v2.channels.neu.ro").refused;
      expect(refusal).toMatchObject({ status: 404, body });
    }
    expect(await server.call("POST", `/api/v1/jobs/${first.id}/kill`)).toMatchObject({ status: 404, body });
    clock.advance(1_000);
    expect((await server.call("DELETE", `/api/v1/jobs/${first.id}`)).status).toBe(204);
    const { history, materialized } = await server.untilStatus(first.id, "cancelled");
    expect(history).toMatchObject({ reason: "UserRequested", run_time_seconds: 31 });
    expect([materialized, engine.stopped]).toEqual([false, [runOf(first)]]);
  });

  it("stays so over a restart of the server and gets its turn later", async () => {
    const { clock, engine, server, untilRunning, reasonOf } = scripted;
    const [first, second] = await startTwo();
    clock.advance(TURN_MS);
    await untilSuspended(first);
    await untilRunning(second);
    await server.restart();
    expect(await statusesOf(first, second)).toEqual(["suspended", "running"]);
    expect(await reasonOf(first)).toMatch(/Waiting for 4 CPUs: 0 of 4 are free\.$/);
    await passTurn(first, second);
    await untilSuspended(second);
    expect((await untilRunning(first)).history.run_time_seconds).toBe(31);
    expect(engine.suspended()).toEqual([runOf(second)]);
  });

  it("goes on when the server died before it was noted", async () => {
    const { engine, server, untilRunning } = scripted;
    const [first] = await startTwo();
    await server.restart(() => engine.suspend?.({ runId: runOf(first) }));
    await untilRunning(first);
    await expect.poll(() => engine.suspended()).toEqual([]);
  });

  it("ends when its run does, and waits for its turn to start again", async () => {
    const { clock, engine, server, untilRunning } = scripted;
    const [first, second] = await startTwo();
    clock.advance(TURN_MS);
    await untilRunning(second);
    engine.end(runOf(first), 137);
    expect((await server.untilStatus(first.id, "failed")).history.exit_code).toBe(137);
    engine.end(runOf(second), 0);
    const [again, last] = await startTwo({ restart_policy: "always" });
    clock.advance(TURN_MS);
    await untilRunning(last);
    engine.end(runOf(again), 137);
    expect(await statusesOf(again)).toEqual(["suspended"]);
    engine.end(runOf(last), 0);
    await server.untilJob(again.id, ({ history }) => history.reason === "Restarting");
    clock.advance(1_000);
    await server.untilJob(again.id, ({ history }) => history.restarts === 1 && history.reason === null);
    expect(engine.running()).toEqual([runOf(again, 1)]);
  });
});

describe("handing over", () => {
  it("starts the next one only once the one before has halted", async () => {
    const { clock, engine, start, untilRunning } = scripted;
    const release = engine.holdSuspends();
    const [first, second] = await startTwo();
    clock.advance(TURN_MS);
    const small = await start("turns-one");
    expect(await statusesOf(first, second, small)).toEqual(["running", "pending", "pending"]);
    expect(engine.started).toHaveLength(1);
    release();
    await untilRunning(second);
  });

  it("goes back when the next one is killed meanwhile", async () => {
    const { clock, engine, server, untilRunning } = scripted;
    const release = engine.holdSuspends();
    const [first, second] = await startTwo();
    clock.advance(TURN_MS);
    await server.call("DELETE", `/api/v1/jobs/${second.id}`);
    expect(await statusesOf(first, second)).toEqual(["running", "cancelled"]);
    release();
    await server.untilJob(first.id, ({ statuses }) => statuses?.at(-2)?.status === "suspended");
    await untilRunning(first);
    expect(engine.suspended()).toEqual([]);
    await server.call("DELETE", `/api/v1/jobs/${first.id}`);
    await untilRunning(await server.start({ preset_name: "all", command: "work" }));
  });

  it("works out when the one that is to yield ends or is killed meanwhile", async () => {
    for (const end of ["ends", "is killed"]) {
      const { clock, engine, server, untilRunning } = scripted;
      const release = engine.holdSuspends();
      const [first, second] = await startTwo();
      clock.advance(TURN_MS);
      const killed = end === "is killed" ? server.call("DELETE", `/api/v1/jobs/${first.id}`) : undefined;
      if (!killed) engine.end(runOf(first), 0);
      release();
      await killed;
      await server.untilStatus(first.id, killed ? "cancelled" : "succeeded");
      await untilRunning(second);
      expect(engine.running()).toEqual([runOf(second)]);
      await server.call("DELETE", `/api/v1/jobs/${second.id}`);
    }
  });

  it("leaves a job alone for a turn that could not be suspended", async () => {
    const { clock, engine, reasonOf, untilRunning } = scripted;
    engine.refuseSuspends(new EngineError("unavailable", "It does not halt."));
    const [first, second] = await startTwo();
    clock.advance(TURN_MS);
    expect(await reasonOf(second)).toBe("Scheduling: Waiting for 4 CPUs: 0 of 4 are free.");
    engine.refuseSuspends(undefined);
    await passTurn(first, second);
    await untilSuspended(first);
    await untilRunning(second);
  });
});

it("a schedule timeout is refused for jobs that take turns", async () => {
  const request = { image: "host", preset_name: "turns-one", schedule_timeout: 10 };
  expect(await scripted.server.call("POST", "/api/v1/jobs?from_preset", request)).toMatchObject({
    status: 400,
    body: { error: "schedule_timeout: is not allowed with a scheduler-enabled preset", field: "schedule_timeout" },
  });
});
