import { afterEach, beforeEach, expect, it } from "vitest";
import type { PlatformConfigPayload } from "../../contract/config.ts";
import type { JobPayload } from "../../contract/job.ts";
import { EngineError, type EngineResources, type HealthState } from "../engines/engine.ts";
import { createScriptedEngine, type ScriptedEngine } from "../testing/scriptedEngine.ts";
import { createManualClock, type ManualClock } from "../testing/manualClock.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

const RESOURCES = { cpu: 4, memoryBytes: 4 * 1024 ** 3, gpus: [] };
const AWAY: HealthState = {
  state: "away",
  sinceMs: 1_700_000_000_000,
  message: "The container engine does not answer.",
};

let clock: ManualClock;
let scripted: ScriptedEngine;
let server: TestServer;
let health: HealthState = { state: "ok" };
let probe: () => Promise<EngineResources>;

beforeEach(async () => {
  health = { state: "ok" };
  clock = createManualClock();
  scripted = createScriptedEngine(RESOURCES, clock);
  probe = () => Promise.resolve(RESOURCES);
  const watched = {
    ...scripted,
    probe: () => probe(),
    health: { current: () => health, onChange: () => () => undefined },
  };
  server = await startTestServer({ makeEngine: () => watched, clock });
});
afterEach(() => server.dispose());

it("an engine that is away takes no new work, and says so", async () => {
  const running = await server.start({ command: "work" });
  await server.untilStatus(running.id, "running");
  health = AWAY;
  expect((await server.call("GET", "/api/v1/engine/health")).body).toEqual({
    ...{ state: "away", since: "2023-11-14T22:13:20.000000+00:00", message: AWAY.message },
  });
  const refused = await server.call("POST", "/api/v1/jobs?from_preset", { image: "host", command: "work" });
  expect(refused).toMatchObject({
    status: 503,
    body: { error: "The container engine does not answer. Nothing can be started until it is back." },
  });
  expect((await server.job(running.id)).status).toBe("running");
});

it("a job that was about to start waits for the engine, and says for what", async () => {
  scripted.refuse(new EngineError("unavailable", "No answer."));
  const release = scripted.holdStarts();
  const job = await server.start({ command: "work" });
  health = AWAY;
  release();
  const waiting = await server.untilJob(job.id, ({ history }) => history.reason === "Scheduling");
  expect(waiting).toMatchObject({
    status: "pending",
    history: { description: "The container engine does not answer. The job starts once it is back." },
  });
  health = { state: "ok" };
  scripted.refuse(undefined);
  clock.advance(1_000);
  await server.untilStatus(job.id, "running");
});

it("a server begins while its engine is away, with what there was last, and makes use of what there is once it is back", async () => {
  const image = "host";
  const whole = { cpu: 6, memory: 128 * 1024 ** 2 };
  const machine = async () => {
    const { clusters } = (await server.call("GET", "/api/v1/config")).body as PlatformConfigPayload;
    return clusters?.[0]?.resource_pool_types?.[0]?.cpu;
  };
  probe = () => Promise.reject(new EngineError("unavailable", "The container engine does not answer."));
  await server.restart();
  expect(await machine()).toBe(RESOURCES.cpu);
  const container = { image, command: "work", resources: whole };
  const { body } = await server.call("POST", "/api/v1/jobs", { container });
  const { id } = body as JobPayload;
  const waiting = await server.untilJob(id, ({ history }) => history.description !== undefined);
  expect(waiting.history.description).toBe("The job needs 6 CPUs, but there are only 4 in all.");
  probe = () => Promise.resolve({ ...RESOURCES, cpu: 8 });
  clock.advance(1_000);
  await server.untilStatus(id, "running");
  expect(await machine()).toBe(8);
});

it("a job whose image cannot be pulled has failed for that reason", async () => {
  scripted.refuse(new EngineError("invalid", "The registry says no.", { reason: "ErrImagePull" }));
  const job = await server.start({ command: "work" });
  const failed = await server.untilStatus(job.id, "failed");
  expect(failed.history).toMatchObject({ reason: "ErrImagePull", description: "The registry says no." });
});
