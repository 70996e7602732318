import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runOf, startScriptedServer, type ScriptedServer } from "../testing/scriptedServer.ts";

let scripted: ScriptedServer;
beforeEach(async () => {
  scripted = await startScriptedServer();
});
afterEach(() => scripted.server.dispose());

describe("restarts", () => {
  it("follow on-failure with a growing back-off and end with success", async () => {
    const { clock, engine, server, start, untilRunning } = scripted;
    const job = await start("one", { restart_policy: "on-failure" });
    await untilRunning(job);
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
    const { clock, engine, server, start, untilRunning } = scripted;
    const job = await start("one", { restart_policy: "always" });
    await untilRunning(job);
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
    const { clock, engine, server, start, untilRunning } = scripted;
    const job = await start("all", { restart_policy: "always" });
    await untilRunning(job);
    engine.end(runOf(job), 1);
    await server.untilJob(job.id, ({ history }) => history.reason === "Restarting");
    const other = await server.start({ preset_name: "one", command: "work" });
    expect((await server.job(other.id)).status).toBe("pending");
    await server.call("DELETE", `/api/v1/jobs/${job.id}`);
    expect((await server.job(job.id)).history).toMatchObject({ status: "cancelled", reason: "UserRequested" });
    await untilRunning(other);
    clock.advance(60_000);
    expect(engine.started).toHaveLength(2);
  });

  it("never follow success under on-failure nor anything under never", async () => {
    const { engine, server, start, untilRunning } = scripted;
    const never = await start("one");
    const onFailure = await start("one", { restart_policy: "on-failure" });
    for (const job of [never, onFailure]) await untilRunning(job);
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
    const { engine, server, start, untilRunning } = scripted;
    const job = await start("one");
    await untilRunning(job);
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
    const { clock, engine, server, start, untilRunning } = scripted;
    const first = await start("all");
    await untilRunning(first);
    const job = await start("all", { max_run_time_minutes: 1 });
    clock.advance(3_600_000);
    engine.end(runOf(first), 0);
    await untilRunning(job);
    clock.advance(59_999);
    expect((await server.job(job.id)).status).toBe("running");
    clock.advance(1);
    const { history } = await server.untilStatus(job.id, "cancelled");
    expect(history).toMatchObject({ reason: "LifeSpanEnded", run_time_seconds: 60 });
    expect(engine.stopped).toEqual([runOf(job)]);
  });

  it("can be extended while it runs, and not once it is over", async () => {
    const { clock, server, start, untilRunning } = scripted;
    const job = await start("one", { max_run_time_minutes: 1 });
    await untilRunning(job);
    const path = `/api/v1/jobs/${job.id}/max_run_time_minutes`;
    const put = (body: object) => server.call("PUT", path, body);
    expect((await put({ additional_max_run_time_minutes: 2 })).status).toBe(204);
    clock.advance(170_000);
    expect(await server.job(job.id)).toMatchObject({ status: "running", max_run_time_minutes: 3 });
    expect((await put({ max_run_time_minutes: 4 })).status).toBe(204);
    clock.advance(60_000);
    await untilRunning(job);
    clock.advance(20_000);
    await server.untilStatus(job.id, "cancelled");
    expect(await put({ max_run_time_minutes: 9 })).toMatchObject({
      status: 400,
      body: { error: `Job '${job.id}' has finished; its life span cannot be changed.` },
    });
  });

  it("ends restarts", async () => {
    const { clock, engine, server, start, untilRunning } = scripted;
    const job = await start("one", { max_run_time_minutes: 1, restart_policy: "always" });
    await untilRunning(job);
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
    const { server, start } = scripted;
    const job = await start("one", { max_run_time_minutes: 1 });
    const answer = await server.call("PUT", `/api/v1/jobs/${job.id}/max_run_time_minutes`, body);
    expect(answer).toMatchObject({ status: 400, body: { error } });
    expect((await server.job(job.id)).max_run_time_minutes).toBe(1);
  });
});
