import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "../../../contract/parse.ts";
import { usageReport, type UsageReport } from "../../../contract/usage.ts";
import { runOf, startScriptedServer, type ScriptedServer } from "../../testing/scriptedServer.ts";

let scripted: ScriptedServer;
beforeEach(async () => {
  scripted = await startScriptedServer();
});
afterEach(() => scripted.server.dispose());

const HOUR_MS = 3_600_000;

async function report(query = ""): Promise<UsageReport> {
  const { status, body } = await scripted.server.call("GET", `/api/v1/usage${query}`);
  expect(status).toBe(200);
  return parse(usageReport, body, "usage");
}

const sum = (amounts: readonly number[] = []) => amounts.reduce((total, amount) => total + amount, 0);

describe("what was used", () => {
  it("is cut at midnight, agrees with the job's own cost, and is the same after a restart", async () => {
    const { clock, engine, server, start, untilRunning } = scripted;
    const job = await start("one");
    await untilRunning(job);
    clock.advance(30 * HOUR_MS);
    const live = await report("?since=2026-01-01&until=2026-01-03");
    expect(live.days).toEqual(["2026-01-01", "2026-01-02", "2026-01-03"]);
    const [row] = live.rows;
    expect(row?.name).toBe("tester");
    const hours = (row?.runSeconds ?? []).map((seconds) => seconds / 3600);
    expect(hours[0]).toBeCloseTo(24, 1);
    expect(hours[1]).toBeCloseTo(6, 1);
    expect(hours[2]).toBe(0);

    await server.restart();
    expect(await report("?since=2026-01-01&until=2026-01-03")).toEqual(live);
    engine.end(runOf(job), 0);
    const ended = await server.untilStatus(job.id, "succeeded");
    const settled = await report("?since=2026-01-01&until=2026-01-03");
    expect(settled.rows[0]?.runSeconds).toEqual(row?.runSeconds);
    expect(sum(settled.rows[0]?.credits)).toBeCloseTo(Number(ended.total_price_credits), 5);
    expect(settled.dearest).toEqual([
      { id: job.id, credits: sum(settled.rows[0]?.credits), runSeconds: ended.history.run_time_seconds },
    ]);
    await server.restart();
    expect(await report("?since=2026-01-01&until=2026-01-03")).toEqual(settled);
    await server.call("POST", `/api/v1/jobs/${job.id}/drop`);
    expect((await report("?since=2026-01-01&until=2026-01-03")).rows).toEqual(settled.rows);
  });

  it("leaves out what a job waits, and counts the pause before it is started again", async () => {
    const { clock, engine, server, start, untilRunning } = scripted;
    const first = await start("all");
    await untilRunning(first);
    const second = await start("all", { restart_policy: "on-failure" });
    clock.advance(HOUR_MS);
    engine.end(runOf(first), 0);
    await untilRunning(second);
    clock.advance(HOUR_MS);
    engine.end(runOf(second), 3);
    await server.untilJob(second.id, ({ history }) => history.reason === "Restarting");
    clock.advance(HOUR_MS);
    await server.untilJob(second.id, ({ history }) => history.restarts === 1 && history.reason === null);
    engine.end(runOf(second, 1), 0);
    const ended = [await server.job(first.id), await server.untilStatus(second.id, "succeeded")];
    const { rows } = await report("?by=preset&since=2026-01-01&until=2026-01-01");
    expect(rows.map(({ name }) => name)).toEqual(["all"]);
    const own = ended.map(({ history }) => history.run_time_seconds ?? 0);
    expect(sum(rows[0]?.runSeconds)).toBeCloseTo(sum(own), 6);
    expect(sum(own)).toBeCloseTo(3 * 3600, -1);
  });

  it("refuses a question that cannot be answered", async () => {
    for (const [query, field] of [
      ["?by=colour", "by"],
      ["?since=soon", "since"],
      ["?since=2026-01-02&until=2026-01-01", "until"],
      ["?since=2020-01-01", "since"],
    ]) {
      const { status, body } = await scripted.server.call("GET", `/api/v1/usage${query}`);
      expect([status, (body as { field: string }).field]).toEqual([400, field]);
    }
  });
});
