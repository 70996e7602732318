import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobPayload } from "../../contract/job.ts";
import { createManualClock, type ManualClock } from "../testing/manualClock.ts";
import { createScriptedEngine, type ScriptedEngine } from "../testing/scriptedEngine.ts";
import { startTestServer, TINY_PRESET, type TestServer } from "../testing/testServer.ts";

const ACTIVE = "/api/v1/jobs?status=pending&status=running&reverse=1";
let clock: ManualClock;
let engine: ScriptedEngine;
let server: TestServer;

beforeAll(async () => {
  clock = createManualClock(Date.UTC(2026, 0, 1));
  engine = createScriptedEngine({ cpu: 8, memoryBytes: 8 * 1024 ** 3, gpus: [] }, clock);
  const dear = { name: "dear", cpu: 0.1, memory: 32 * 1024 ** 2, credits_per_hour: "3600" };
  server = await startTestServer({ clock, makeEngine: () => engine, presets: [TINY_PRESET, dear] });
});
afterAll(() => server.dispose());

async function run(preset_name: string): Promise<JobPayload> {
  const { id } = await server.start({ command: "work", preset_name });
  return await server.untilStatus(id, "running");
}

/** Asks for a list as somebody who knows it already. */
async function again(tag: string | null, path = ACTIVE) {
  return await server.call("GET", path, undefined, { "if-none-match": tag ?? "" });
}

describe("a list that is read again", () => {
  it("does not travel while nothing happens in it, and does when a job comes, changes or ends", async () => {
    const first = await run("tiny");
    const tag = (await again(null)).headers.get("etag");
    clock.advance(20_000);
    expect(await again(tag)).toMatchObject({ status: 304, body: "" });
    const second = await run("tiny");
    const more = await again(tag);
    expect(more.status).toBe(200);
    expect((more.body as { jobs: JobPayload[] }).jobs.map(({ id }) => id)).toEqual([second.id, first.id]);
    const { status } = await server.call("PUT", `/api/v1/jobs/${first.id}/max_run_time_minutes`, {
      max_run_time_minutes: 90,
    });
    expect(status).toBe(204);
    const longer = await again(more.headers.get("etag"));
    expect(longer.status).toBe(200);
    engine.end(`${second.id}-0`, 0);
    await server.untilStatus(second.id, "succeeded");
    expect((await again(longer.headers.get("etag"))).status).toBe(200);
    engine.end(`${first.id}-0`, 0);
    await server.untilStatus(first.id, "succeeded");
  });

  it("tells what running jobs have cost now and then", async () => {
    const job = await run("dear");
    const known = await again(null);
    clock.advance(31_000);
    const later = await again(known.headers.get("etag"));
    expect(later.status).toBe(200);
    const cost = (answer: typeof known) => Number((answer.body as { jobs: JobPayload[] }).jobs[0]?.total_price_credits);
    expect(cost(later) - cost(known)).toBeCloseTo(31);
    engine.end(`${job.id}-0`, 0);
    await server.untilStatus(job.id, "succeeded");
  });

  it("is another one as lines, and has no tag when it is all that ever was", async () => {
    const { headers } = await again(null);
    const lines = await server.call("GET", ACTIVE, undefined, {
      "if-none-match": headers.get("etag") ?? "",
      accept: "application/x-ndjson",
    });
    expect(lines.status).toBe(200);
    expect((await again(null, "/api/v1/jobs")).headers.get("etag")).toBeNull();
  });
});

describe("a list", () => {
  it.each([
    ["gzip, br", "gzip"],
    ["br, GZIP;q=0.5", "gzip"],
    ["gzip;q=0, br", null],
    ["identity", null],
  ])("for a client that takes %s is packed: %s", async (accepted, coding) => {
    const answer = await server.call("GET", "/api/v1/jobs", undefined, { "accept-encoding": accepted });
    expect(answer.headers.get("content-encoding")).toBe(coding);
    expect((answer.body as { jobs: JobPayload[] }).jobs.length).toBeGreaterThan(0);
  });
});
