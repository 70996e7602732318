import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobPayload } from "../../contract/job.ts";
import { createManualClock, type ManualClock } from "../testing/manualClock.ts";
import { createScriptedEngine, type ScriptedEngine } from "../testing/scriptedEngine.ts";
import { startTestServer, TINY_PRESET, type TestServer } from "../testing/testServer.ts";

const START_MS = Date.UTC(2026, 0, 1);
let clock: ManualClock;
let engine: ScriptedEngine;
let server: TestServer;

/** Five jobs, a second apart: a succeeded, a failed, a cancelled, a running and a waiting one. */
beforeAll(async () => {
  clock = createManualClock(START_MS);
  engine = createScriptedEngine({ cpu: 1, memoryBytes: 1024 ** 3, gpus: [] }, clock);
  const presets = [TINY_PRESET, { name: "huge", cpu: 64, memory: 1024 ** 3 }];
  server = await startTestServer({ clock, makeEngine: () => engine, presets });
  const start = async (name: string, tags: string[], preset_name = "tiny") => {
    const job = await server.start({ command: "work", name, tags, preset_name });
    if (preset_name === "tiny") await server.untilStatus(job.id, "running");
    clock.advance(1_000);
    return job;
  };
  const first = await start("job-a", ["red", "round"]);
  engine.end(`${first.id}-0`, 0);
  await server.untilStatus(first.id, "succeeded");
  const second = await start("job-b", ["red"]);
  engine.end(`${second.id}-0`, 1);
  await server.untilStatus(second.id, "failed");
  const third = await start("job-a", ["round"]);
  await server.call("DELETE", `/api/v1/jobs/${third.id}`);
  await start("job-d", ["red", "round", "new"]);
  await start("job-e", [], "huge");
});
afterAll(() => server.dispose());

async function listed(query: string): Promise<JobPayload[]> {
  const { status, body } = await server.call("GET", `/api/v1/jobs?${query}`);
  expect(status).toBe(200);
  return (body as { jobs: JobPayload[] }).jobs;
}

/** Which of the five, by the second in which it was created. */
function places(jobs: readonly JobPayload[]): string {
  const second = (job: JobPayload) => (Date.parse(job.history.created_at) - START_MS) / 1_000;
  return jobs.map((job) => "abcde"[second(job)] ?? "?").join("");
}

const at = (seconds: number, suffix = "Z") => `2026-01-01T00:00:0${seconds}${suffix}`;

describe("a list", () => {
  it.each([
    ["", "abcde"],
    ["reverse=1", "edcba"],
    ["reverse=true", "edcba"],
    ["reverse=0", "abcde"],
    ["status=running", "d"],
    ["status=pending&status=running", "de"],
    ["status=failed&status=succeeded&status=cancelled&reverse=1", "cba"],
    ["status=suspended", ""],
    ["name=job-a", "ac"],
    ["name=job-a&status=succeeded", "a"],
    ["name=", "abcde"],
    ["name=job-", ""],
    ["tag=red", "abd"],
    ["tag=red&tag=round", "ad"],
    ["tag=red&tag=round&reverse=1", "da"],
    ["tag=red&status=failed&status=running", "bd"],
    ["tag=red&tag=none", ""],
    ["owner=tester", "abcde"],
    ["owner=nobody&owner=tester&limit=2", "ab"],
    ["owner=nobody", ""],
    ["cluster_name=default", "abcde"],
    ["cluster_name=other", ""],
    ["project_name=tester", "abcde"],
    ["project_name=other", ""],
    ["org_name=some-org", ""],
    [`since=${at(2)}`, "cde"],
    [`until=${at(2)}`, "abc"],
    [`since=${at(1)}&until=${at(3)}&reverse=1`, "dcb"],
    [`tag=red&since=${at(1)}&until=${at(3)}`, "bd"],
    [`status=failed&status=running&until=${at(2)}`, "b"],
    [`since=${at(2, ".000001Z")}`, "de"],
    [`until=${at(2, ".000999Z")}`, "abc"],
    [`since=${encodeURIComponent("2026-01-01T01:00:02+01:00")}`, "cde"],
    [`since=${encodeURIComponent("2026-01-01 00:00:02")}`, "cde"],
    ["since=2026-01-02", ""],
    ["limit=2", "ab"],
    ["limit=2&reverse=1", "ed"],
    ["limit=2&status=failed&status=succeeded&status=cancelled", "ab"],
    ["limit=99", "abcde"],
    ["materialized=1", "d"],
    ["materialized=false&limit=2", "ab"],
    ["being_dropped=1", ""],
    ["being_dropped=0", "abcde"],
    ["logs_removed=true", ""],
    ["logs_removed=false", "abcde"],
    ["hostname=no-such-job.jobs.example", ""],
    ["unknown=1", "abcde"],
  ])("with %s is %s", async (query, expected) => {
    expect(places(await listed(query))).toBe(expected);
  });

  it("finds a job by the first label of its host", async () => {
    const [job] = await listed("limit=1");
    expect(places(await listed(`hostname=${job?.id ?? ""}.jobs.example`))).toBe("a");
  });

  it.each([
    ["status=done", "status"],
    ["status=unknown", "status"],
    ["since=yesterday", "since"],
    ["since=2026-13-01T00:00:00Z", "since"],
    ["until=1767225600", "until"],
    ["reverse=yes", "reverse"],
    ["limit=0", "limit"],
    ["limit=-1", "limit"],
    ["limit=1.5", "limit"],
    ["limit=", "limit"],
    ["materialized=2", "materialized"],
    ["being_dropped=x", "being_dropped"],
    ["logs_removed=x", "logs_removed"],
  ])("refuses %s by name", async (query, field) => {
    const { status, body } = await server.call("GET", `/api/v1/jobs?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ field, error: expect.stringMatching(`^${field}: must be `) as string });
  });

  it("says of each job what its own answer says, again and again", async () => {
    const first = await listed("");
    expect(first).toEqual(await Promise.all(first.map(({ id }) => server.job(id))));
    expect(await listed("")).toEqual(first);
  });

  it("comes as one job a line when asked for", async () => {
    const response = await fetch(`${server.origin}/api/v1/jobs?reverse=1`, {
      headers: { authorization: `Bearer ${server.token}`, accept: "application/x-ndjson" },
    });
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    const lines = (await response.text()).split("\n");
    expect(lines.pop()).toBe("");
    const jobs = lines.map((line) => JSON.parse(line) as JobPayload);
    expect(places(jobs)).toBe("edcba");
    expect(jobs).toEqual(await listed("reverse=1"));
  });

  it("of nothing is empty in both forms", async () => {
    expect(await listed("name=nothing")).toEqual([]);
    const lines = await server.call("GET", "/api/v1/jobs?name=nothing", undefined, { accept: "application/x-ndjson" });
    expect(lines).toMatchObject({ status: 200, body: "" });
  });
});

describe("tags", () => {
  it("are the user's own, sorted, each once", async () => {
    expect(await server.call("GET", "/api/v1/tags")).toMatchObject({
      status: 200,
      body: { tags: ["new", "red", "round"] },
    });
  });
});

describe("a name", () => {
  it("means the live job, else the latest", async () => {
    expect(await server.job("job-a")).toMatchObject({ status: "cancelled" });
    const again = await server.start({ command: "work", name: "job-a", preset_name: "huge" });
    expect((await server.job("job-a")).id).toBe(again.id);
    const { status, body } = await server.call("GET", "/api/v1/jobs/job-z");
    expect([status, body]).toEqual([404, { error: "There is no job 'job-z'." }]);
    await server.call("POST", `/api/v1/jobs/${again.id}/drop`);
    await server.call("DELETE", `/api/v1/jobs/${again.id}`);
    await server.call("POST", `/api/v1/jobs/${again.id}/drop`);
  });
});

describe("deleting", () => {
  it("takes a finished job away, its log first when only that is asked for", async () => {
    const job = await server.start({ command: "work", name: "doomed", tags: ["doomed"] });
    await server.untilStatus(job.id, "running");
    const path = `/api/v1/jobs/${job.id}`;
    expect(await server.call("POST", `${path}/drop`)).toMatchObject({ status: 409 });
    expect(await server.call("DELETE", `${path}/log`)).toMatchObject({ status: 409 });
    engine.end(`${job.id}-0`, 0);
    await server.untilStatus(job.id, "succeeded");
    expect(await listed("tag=doomed")).toEqual([await server.job(job.id)]);
    expect((await server.call("DELETE", `${path}/log`)).status).toBe(204);
    expect((await server.job(job.id)).logs_removed).toBe(true);
    expect(await listed("logs_removed=1")).toEqual([await server.job(job.id)]);
    expect((await engine.list?.())?.map(({ runId }) => runId)).not.toContain(`${job.id}-0`);
    expect((await server.call("POST", `${path}/drop`)).status).toBe(204);
    expect((await server.call("GET", path)).status).toBe(404);
    expect((await server.call("GET", "/api/v1/tags")).body).not.toMatchObject({
      tags: expect.arrayContaining(["doomed"]) as string[],
    });
  });
});
