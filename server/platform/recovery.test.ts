import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runOf, startScriptedServer, type ScriptedServer } from "../testing/scriptedServer.ts";

let scripted: ScriptedServer;
beforeEach(async () => {
  scripted = await startScriptedServer();
});
afterEach(() => scripted.server.dispose());

describe("a server that comes back", () => {
  it("goes on with everything it knew", async () => {
    const { clock, engine, server, start, untilRunning, reasonOf } = scripted;
    const running = await start("one", { max_run_time_minutes: 5 });
    const ending = await start("one");
    const lost = await start("one");
    const reborn = await start("one", { restart_policy: "on-failure" });
    for (const job of [running, ending, lost, reborn]) await untilRunning(job);
    const waiting = await start("all");
    await server.restart();
    await untilRunning(running);
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
    const { engine, server, start, untilRunning } = scripted;
    const ended = await start("one");
    const lost = await start("one");
    for (const job of [ended, lost]) await untilRunning(job);
    await server.restart(() => {
      engine.end(runOf(ended), 4);
      engine.lose(runOf(lost));
    });
    expect((await server.untilStatus(ended.id, "failed")).history.exit_code).toBe(4);
    expect((await server.untilStatus(lost.id, "failed")).history.reason).toBe("NotFound");
  });

  it("ends runs that no job knows of", async () => {
    const { engine, server, untilRunning } = scripted;
    const stray = {
      ...{ runId: "stray-0", image: "host", env: {}, tty: false },
      resources: { cpu: 1, memoryBytes: 1024 ** 3, shm: false, gpus: [] },
    };
    await server.restart(async () => void (await engine.start(stray)));
    await untilRunning(await server.start({ preset_name: "one", command: "work" }));
    expect(engine.running()).toHaveLength(1);
    expect(engine.running()).not.toContain("stray-0");
  });
});
