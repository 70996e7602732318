import { beforeAll, describe, expect, it } from "vitest";
import type { JobPayload } from "../contract/job.ts";
import { call, logOf, start, target, untilFinished, untilStatus } from "./testing/api.ts";
import { unique } from "./testing/target.ts";

/** Marks the jobs of this file, so that others on the server do not matter. */
const mark = unique("list");
const name = unique("list-name");
let jobs: JobPayload[];

/** Five jobs by letter: a succeeded and b failed and named, c cancelled, d running and of that name too, e running. */
beforeAll(async () => {
  const make = async (letter: string, more: object) => {
    const { id } = await start({ tags: [mark, letter, ...(letter < "d" ? ["ended"] : [])], ...more });
    return id;
  };
  const a = await make("a", { command: "true" });
  await untilStatus(a, "succeeded");
  const b = await make("b", { command: "false", name });
  await untilStatus(b, "failed");
  const c = await make("c", {});
  await untilStatus(c, "running");
  await call("DELETE", `/jobs/${c}`);
  await untilStatus(c, "cancelled");
  const d = await make("d", { name });
  const e = await make("e", {});
  await untilStatus(d, "running");
  await untilStatus(e, "running");
  jobs = (await listed("")).body;
});

async function listed(query: string, marked = true) {
  const path = `/jobs?${[query, ...(marked ? [`tag=${mark}`] : [])].filter((part) => part !== "").join("&")}`;
  const { status, body } = await call("GET", path);
  expect(status).toBe(200);
  return { body: (body as { jobs: JobPayload[] }).jobs };
}

/** Which of the five a list has, in its order. */
async function letters(query: string): Promise<string> {
  const { body } = await listed(query);
  return body.map((job) => job.tags?.find((tag) => tag.length === 1) ?? "?").join("");
}

const created = (letter: string) => jobs.find((job) => job.tags?.includes(letter))?.history.created_at ?? "";
const time = (letter: string) => encodeURIComponent(created(letter));

describe("a list", () => {
  it.each([
    ["", "abcde"],
    ["reverse=1", "edcba"],
    ["reverse=true", "edcba"],
    ["reverse=0", "abcde"],
    ["reverse=false", "abcde"],
    ["limit=2", "ab"],
    ["limit=2&reverse=1", "ed"],
    ["limit=99", "abcde"],
    ["status=running", "de"],
    ["status=succeeded&status=failed", "ab"],
    ["status=cancelled", "c"],
    ["status=pending", ""],
    ["status=suspended", ""],
    [`name=${name}`, "bd"],
    [`name=${name}&status=running`, "d"],
    [`name=${name.slice(0, -1)}`, ""],
    ["name=", "abcde"],
    ["tag=ended", "abc"],
    ["tag=ended&tag=b", "b"],
    ["tag=a&tag=b", ""],
    [`owner=${target.userName}`, "abcde"],
    [`owner=nobody-else&owner=${target.userName}`, "abcde"],
    ["owner=nobody-else", ""],
    [`cluster_name=${target.cluster}`, "abcde"],
    [`cluster_name=none-such&cluster_name=${target.cluster}&limit=1`, "a"],
    ["cluster_name=none-such", ""],
    [`project_name=${target.project}&project_name=none-such`, "abcde"],
    ["project_name=none-such", ""],
    ["org_name=none-such", ""],
    ["being_dropped=0", "abcde"],
    ["being_dropped=true", ""],
    ["logs_removed=false", "abcde"],
    ["logs_removed=1", ""],
  ])("with %s has %j", async (query, expected) => {
    expect(await letters(query)).toBe(expected);
  });

  it("is cut by creation time, both ends included", async () => {
    expect(await letters(`since=${time("b")}`)).toBe("bcde");
    expect(await letters(`until=${time("b")}`)).toBe("ab");
    expect(await letters(`since=${time("b")}&until=${time("d")}&reverse=1`)).toBe("dcb");
    const later = (letter: string, ms: number) => new Date(Date.parse(created(letter)) + ms).toISOString();
    expect(await letters(`since=${later("b", 1)}`)).toBe("cde");
    expect(await letters(`until=${later("b", -1)}`)).toBe("a");
    // The same moment in another zone.
    const east = new Date(Date.parse(created("c")) + 2 * 3_600_000).toISOString().replace("Z", "+02:00");
    expect(await letters(`since=${encodeURIComponent(east)}&limit=1`)).toBe("c");
  });

  it("is cut by whether anything of the job exists", async () => {
    const those = (await listed("materialized=1")).body.map(({ id }) => id);
    const others = (await listed("materialized=0")).body.map(({ id }) => id);
    expect(jobs.map(({ id }) => id).sort()).toEqual([...those, ...others].sort());
    for (const job of jobs) expect(those.includes(job.id)).toBe(job.materialized);
  });

  it("finds a job by its host", async () => {
    const [first] = jobs;
    for (const host of [first?.id, `${first?.id}.some.domain`]) {
      expect((await listed(`hostname=${host}`, false)).body.map(({ id }) => id)).toEqual([first?.id]);
    }
  });

  it("has the whole description of each job", async () => {
    const [first] = jobs;
    expect(first).toEqual((await call("GET", `/jobs/${first?.id}`)).body);
  });

  it("comes as one job a line when that is asked for", async () => {
    const headers = { authorization: `Bearer ${target.token}`, accept: "application/x-ndjson" };
    const response = await fetch(`${target.url}/api/v1/jobs?tag=${mark}`, { headers });
    expect(response.headers.get("content-type")).toContain("application/x-ndjson");
    const lines = (await response.text()).split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((line) => (JSON.parse(line) as JobPayload).id)).toEqual(jobs.map(({ id }) => id));
  });

  it.each([
    ["status=lost", "status"],
    ["since=yesterday", "since"],
    ["until=2026-13-01", "until"],
    ["reverse=2", "reverse"],
    ["limit=0", "limit"],
    ["limit=-1", "limit"],
    ["limit=ten", "limit"],
    ["materialized=maybe", "materialized"],
    ["being_dropped=2", "being_dropped"],
    ["logs_removed=no", "logs_removed"],
  ])("with %s is 400 and names it", async (query, field) => {
    const { status, body } = await call("GET", `/jobs?${query}`);
    expect([status, body]).toMatchObject([400, { error: expect.stringMatching(/\w+ \w+/) as string, field }]);
  });
});

describe("tags", () => {
  it("are the user's own, sorted, each once", async () => {
    const { status, body } = await call("GET", "/tags");
    const { tags } = body as { tags: string[] };
    expect(status).toBe(200);
    expect(tags).toEqual(expect.arrayContaining([mark, "a", "b", "c", "d", "e", "ended"]));
    expect(tags).toEqual([...new Set(tags)].sort());
  });
});

describe("status", () => {
  it("is told by id, and by name of the live job, else of the latest", async () => {
    const live = jobs.find((job) => job.tags?.includes("d"));
    expect((await call("GET", `/jobs/${live?.id}`)).body).toMatchObject({ id: live?.id, name });
    expect((await call("GET", `/jobs/${name}`)).body).toMatchObject({ id: live?.id });
    const other = unique("twice");
    for (const command of ["true", "false"]) await untilFinished((await start({ name: other, command })).id);
    expect((await call("GET", `/jobs/${other}`)).body).toMatchObject({ status: "failed", name: other });
  });

  it.each(["job-00000000-0000-4000-8000-000000000000", "no-such-name", "%20"])("of %s is not found", async (id) => {
    const { status, body } = await call("GET", `/jobs/${id}`);
    expect([status, body]).toMatchObject([404, { error: expect.stringMatching(/^There is no job/) as string }]);
  });
});

describe("a drop", () => {
  it("takes the log first when only that is asked for, then the job", async () => {
    const tag = unique("drop");
    const { id } = await start({ command: "echo something", tags: [tag] });
    expect(await logOf(id)).toBe("something\n");
    expect((await call("DELETE", `/jobs/${id}/log`)).status).toBe(204);
    expect((await call("GET", `/jobs/${id}`)).body).toMatchObject({ logs_removed: true });
    expect((await listed(`tag=${tag}&logs_removed=1`, false)).body.map((job) => job.id)).toEqual([id]);
    expect(await logOf(id)).toBe("");
    expect((await call("POST", `/jobs/${id}/drop`)).status).toBe(204);
    expect((await call("GET", `/jobs/${id}`)).status).toBe(404);
    expect((await listed(`tag=${tag}`, false)).body).toEqual([]);
  });

  it("waits for the end of the job", async () => {
    const live = jobs.find((job) => job.tags?.includes("e"))?.id ?? "";
    for (const [method, path] of [["DELETE", "log"] as const, ["POST", "drop"] as const]) {
      const { status, body } = await call(method, `/jobs/${live}/${path}`);
      expect([status, body]).toMatchObject([409, { error: expect.stringMatching(/has not finished/) as string }]);
    }
  });
});
