import { afterEach, describe, expect, it } from "vitest";
import type { JobPayload } from "../../contract/job.ts";
import { runOf, startScriptedServer, type ScriptedServer } from "../testing/scriptedServer.ts";

let scripted: ScriptedServer;
afterEach(() => scripted.server.dispose());

/** As many jobs as the quota allows run then. */
async function fill(quota: number): Promise<JobPayload[]> {
  scripted = await startScriptedServer({ jobsQuota: quota });
  const jobs: JobPayload[] = [];
  for (let index = 0; index < quota; index += 1) jobs.push(await scripted.start("one"));
  for (const job of jobs) await scripted.untilRunning(job);
  return jobs;
}

const refuse = (request: object) =>
  scripted.server.call("POST", "/api/v1/jobs?from_preset", { image: "host", preset_name: "one", ...request });

const WAITING = "QuotaExhausted: Waiting for the jobs quota: 2 of 2 jobs run or are about to.";

describe("a quota of running jobs", () => {
  it("refuses one too many and says what to do", async () => {
    const [first] = await fill(2);
    const field = "wait_for_jobs_quota";
    const error = `${field}: the jobs quota is used up (2 of 2 jobs run or are about to); set this to true to wait until one ends`;
    expect(await refuse({})).toMatchObject({ status: 400, body: { error, field } });
    const { body } = await scripted.server.call("GET", "/api/v1/jobs");
    expect((body as { jobs: unknown[] }).jobs).toHaveLength(2);
    scripted.engine.end(runOf(first as JobPayload), 0);
    await scripted.server.untilStatus(first?.id ?? "", "succeeded");
    await scripted.untilRunning(await scripted.start("one"));
  });

  it("lets those wait that want to, also over a restart, oldest first", async () => {
    const [first, second] = (await fill(2)) as [JobPayload, JobPayload];
    const { engine, server, start, untilRunning, reasonOf } = scripted;
    const waiting = await start("one", { wait_for_jobs_quota: true });
    const later = await start("one", { wait_for_jobs_quota: true });
    expect(await reasonOf(waiting)).toBe(WAITING);
    await server.restart();
    for (const job of [first, second]) await untilRunning(job);
    expect(await reasonOf(waiting)).toBe(WAITING);
    expect((await server.call("GET", "/api/v1/jobs/capacity")).body).toMatchObject({ one: 0 });
    engine.end(runOf(first), 0);
    await untilRunning(waiting);
    expect(await reasonOf(later)).toBe(WAITING);
    expect(engine.running()).toEqual([runOf(second), runOf(waiting)]);
    await server.call("DELETE", `/api/v1/jobs/${second.id}`);
    await untilRunning(later);
  });

  it("keeps a place for those that wait for room, and gives it back when they are killed", async () => {
    const [first, second] = (await fill(2)) as [JobPayload, JobPayload];
    const { engine, server, start, untilRunning, reasonOf } = scripted;
    engine.end(runOf(first), 0);
    await server.untilStatus(first.id, "succeeded");
    const big = await start("all");
    expect(await reasonOf(big)).toBe("Scheduling: Waiting for 4 CPUs: 3 of 4 are free.");
    expect((await refuse({})).status).toBe(400);
    const waiting = await start("one", { wait_for_jobs_quota: true });
    expect(await reasonOf(waiting)).toBe(WAITING);
    await server.call("DELETE", `/api/v1/jobs/${big.id}`);
    await untilRunning(waiting);
    expect(engine.running()).toEqual([runOf(second), runOf(waiting)]);
  });

  it("counts against a schedule timeout like any other wait", async () => {
    const [first, second] = (await fill(2)) as [JobPayload, JobPayload];
    const { clock, engine, server, start, untilRunning } = scripted;
    const waiting = await start("one", { wait_for_jobs_quota: true, schedule_timeout: 90 });
    clock.advance(80_000);
    expect((await server.job(waiting.id)).status).toBe("pending");
    clock.advance(10_000);
    const { history } = await server.untilStatus(waiting.id, "failed");
    expect(history.description).toBe(
      "The job could not be started within 90 s. Waiting for the jobs quota: 2 of 2 jobs run or are about to.",
    );
    for (const job of [first, second]) engine.end(runOf(job), 0);
    for (const job of [first, second]) await server.untilStatus(job.id, "succeeded");
    await untilRunning(await start("one"));
  });

  it("of 0 is none", async () => {
    scripted = await startScriptedServer({ jobsQuota: 0 });
    for (const job of [await scripted.start("one"), await scripted.start("one"), await scripted.start("one")]) {
      await scripted.untilRunning(job);
    }
  });
});
