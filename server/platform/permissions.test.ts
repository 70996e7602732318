import { fastify } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeFrame } from "../../contract/frames.ts";
import type { JobPayload } from "../../contract/job.ts";
import type { TestSocket } from "../../conformance/testing/testSocket.ts";
import { addPerson, changeUsers, type TestPerson } from "../testing/testPeople.ts";
import type { JobsService } from "./jobsService.ts";
import { guardRoutes, guardSocket, ruleOf } from "./permissions.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

const CHANNELS = "v2.channels.neu.ro";
const LOOK_ONLY = "You may look, but not change anything: your role is reader.";
const NOT_YOURS = "Only anna or a manager may change this job.";

let server: TestServer;
const people: Record<string, TestPerson> = {};
const person = (name: string): TestPerson => people[name] ?? expect.fail(`There is no ${name}.`);

beforeAll(async () => {
  server = await startTestServer();
  people.anna = addPerson(server, "anna", "user");
  people.bert = addPerson(server, "bert", "user");
  people.rita = addPerson(server, "rita", "user");
  people.mona = addPerson(server, "mona", "manager");
});
afterAll(() => server.dispose());

type Outcome = { readonly status: number; readonly body: unknown };

/** 101 when it was opened. */
async function outcomeOf({ socket, opened, refused }: TestSocket): Promise<Outcome> {
  const refusal = refused.then(({ status, body }) => ({ status, body }));
  const outcome = await Promise.race([opened.then(() => ({ status: 101, body: undefined })), refusal]);
  socket.terminate();
  return outcome;
}

/** Everything that changes a job, with the answer when it is allowed; what ends the job or needs its end comes last. */
const CHANGES: readonly [string, number, (who: TestPerson, id: string, execId: string) => Promise<Outcome>][] = [
  ["send_signal", 204, (who, id) => who.call("POST", `/api/v1/jobs/${id}/kill?signal=SIGURG`)],
  ["resize", 204, (who, id) => who.call("POST", `/api/v1/jobs/${id}/resize?w=90&h=30`)],
  ["save", 400, (who, id) => who.call("POST", `/api/v1/jobs/${id}/save`, { container: { image: "image:x" } })],
  [
    "life span",
    204,
    (who, id) => who.call("PUT", `/api/v1/jobs/${id}/max_run_time_minutes`, { max_run_time_minutes: 77 }),
  ],
  [
    "exec_create",
    200,
    (who, id) => who.call("POST", `/api/v1/jobs/${id}/exec_create`, { command: ["true"], stdout: true }),
  ],
  ["exec_resize", 204, (who, id, execId) => who.call("POST", `/api/v1/jobs/${id}/${execId}/exec_resize?w=90&h=30`)],
  ["exec_start", 101, (who, id, execId) => outcomeOf(who.socket(`${id}/${execId}/exec_start`))],
  ["exec", 101, (who, id) => outcomeOf(who.socket(`${id}/exec?cmd=true&stdout=1`, CHANNELS))],
  ["attach with stdin", 101, (who, id) => outcomeOf(who.socket(`${id}/attach?stdin=1&stdout=1`, CHANNELS))],
  ["port_forward", 400, (who, id) => outcomeOf(who.socket(`${id}/port_forward/1`))],
  ["kill", 204, (who, id) => who.call("DELETE", `/api/v1/jobs/${id}`)],
  ["drop log", 204, (who, id) => who.call("DELETE", `/api/v1/jobs/${id}/log`)],
  ["drop", 204, (who, id) => who.call("POST", `/api/v1/jobs/${id}/drop`)],
];

/** Everything that only looks. */
const LOOKS: readonly [string, number, (who: TestPerson, id: string, execId: string) => Promise<Outcome>][] = [
  ["config", 200, (who) => who.call("GET", "/api/v1/config")],
  ["tags", 200, (who) => who.call("GET", "/api/v1/tags")],
  ["list", 200, (who) => who.call("GET", "/api/v1/jobs")],
  ["capacity", 200, (who) => who.call("GET", "/api/v1/jobs/capacity")],
  ["status", 200, (who, id) => who.call("GET", `/api/v1/jobs/${id}`)],
  ["exec_inspect", 200, (who, id, execId) => who.call("GET", `/api/v1/jobs/${id}/${execId}/exec_inspect`)],
  ["logs", 101, (who, id) => outcomeOf(who.socket(`${id}/log_ws`, "logs.apolo.us"))],
  ["top", 101, (who, id) => outcomeOf(who.socket(`${id}/top`, "top.apolo.us"))],
  ["attach without stdin", 101, (who, id) => outcomeOf(who.socket(`${id}/attach?stdout=1`, CHANNELS))],
];

async function startRunning(owner: TestPerson): Promise<{ id: string; execId: string }> {
  const job = await owner.start({ command: "sleep 600", tty: true, max_run_time_minutes: 60 });
  await server.untilStatus(job.id, "running");
  const created = await server.call("POST", `/api/v1/jobs/${job.id}/exec_create`, {
    ...{ command: ["true"], stdout: true, tty: true },
  });
  return { id: job.id, execId: (created.body as { exec_id: string }).exec_id };
}

/** What of a job nobody may change who has no right to. */
const stateOf = ({ status, statuses, max_run_time_minutes, logs_removed, being_dropped }: JobPayload) => ({
  ...{ status, statuses, max_run_time_minutes, logs_removed, being_dropped },
});

describe("every address", () => {
  it("has a rule, or the server does not start", () => {
    const served = server.app.routes.filter(({ path }) => path.startsWith("/api/v1"));
    expect(served.length).toBeGreaterThan(20);
    for (const { method, path } of served) expect(() => ruleOf(method, path)).not.toThrow();
    const jobs = {} as JobsService;
    const api = fastify();
    guardRoutes(api, jobs);
    expect(() => api.get("/api/v1/forgotten", () => "")).toThrow("GET /api/v1/forgotten has no rule");
    const socket = { path: "/api/v1/jobs/:id/forgotten", protocols: [], open: () => () => Promise.resolve() };
    expect(() => guardSocket(socket, jobs)).toThrow("WS /api/v1/jobs/:id/forgotten has no rule");
  });

  it("refuses a reader what is no GET, and shows the rest", async () => {
    const job = await startRunning(person("anna"));
    const reader = addPerson(server, "ronny", "reader");
    for (const { method, path } of server.app.routes.filter((route) => route.path.startsWith("/api/v1"))) {
      const filled = path.replace(":id", job.id).replace(":execId", job.execId).replace(":port", "1");
      const relative = filled.replace("/api/v1/jobs/", "");
      if (method === "WS") {
        const looks = /\/(log_ws|top|attach)$/.test(path);
        const outcome = await outcomeOf(reader.socket(`${relative}?stdout=1`));
        expect([path, outcome.status]).toEqual([path, looks ? 101 : 403]);
      } else if (path.endsWith("/log") && method === "GET") {
        const leaving = new AbortController();
        const headers = { authorization: `Bearer ${reader.token}` };
        const response = await fetch(server.origin + filled, { headers, signal: leaving.signal });
        leaving.abort();
        expect(response.status).toBe(200);
      } else {
        const { status } = await reader.call(method, filled, method === "GET" ? undefined : {});
        // A reader may open the page that a job has for everybody; this one has none.
        const refusal = path.endsWith("/web_session") ? 400 : 403;
        // Nobody has a disk or a file of that name; that is said only to who may look.
        const shown = /:idOrName$|storage/.test(path) ? [200, 400, 404] : [200];
        const expected = method === "GET" && shown.includes(status) ? status : method === "GET" ? 200 : refusal;
        expect([method, path, status]).toEqual([method, path, expected]);
      }
    }
    expect((await server.job(job.id)).status).toBe("running");
    await server.call("DELETE", `/api/v1/jobs/${job.id}`);
  });
});

describe("a job", () => {
  it.each(["anna", "bert", "rita", "mona"])("is looked at by %s, whoever it belongs to", async (name) => {
    const job = await startRunning(person("anna"));
    for (const [what, status, look] of LOOKS) {
      expect([what, (await look(person(name), job.id, job.execId)).status]).toEqual([what, status]);
    }
    await server.call("DELETE", `/api/v1/jobs/${job.id}`);
  });

  it.each(["anna", "mona"])("of anna is changed by %s", async (name) => {
    const job = await startRunning(person("anna"));
    for (const [what, status, change] of CHANGES) {
      if (what === "drop log") await server.untilJob(job.id, (found) => found.status === "cancelled");
      expect([what, await change(person(name), job.id, job.execId)]).toMatchObject([what, { status }]);
    }
    expect((await server.call("GET", `/api/v1/jobs/${job.id}`)).status).toBe(404);
  });

  it.each([
    ["bert", "anna", NOT_YOURS],
    ["anna", "mona", NOT_YOURS.replace("anna", "mona")],
    ["rita", "anna", LOOK_ONLY],
    ["rita", "rita", LOOK_ONLY],
  ])("is not changed by %s when it is %s's", async (name, owner, error) => {
    const job = await startRunning(person(owner));
    const before = stateOf(await server.job(job.id));
    if (name === "rita") changeUsers(server, (users) => users.setRole("rita", "reader"));
    for (const [what, , change] of CHANGES) {
      expect([what, await change(person(name), job.id, job.execId)]).toMatchObject([
        what,
        { status: 403, body: { error, missing: [{ uri: `job://default/${owner}/${job.id}`, action: "write" }] } },
      ]);
    }
    expect(stateOf(await server.job(job.id))).toEqual(before);
    changeUsers(server, (users) => users.setRole("rita", "user"));
    await server.call("DELETE", `/api/v1/jobs/${job.id}`);
  });

  it("keeps its terminal's size when somebody else only watches", async () => {
    const command = `sh -c 'while :; do stty size; sleep 0.1; done'`;
    const job = await person("anna").start({ command, tty: true });
    await server.untilStatus(job.id, "running");
    const resize = (height: number) => encodeFrame({ type: "resize", size: { width: 70, height } });
    const watching = person("bert").socket(`${job.id}/attach?tty=1&stdout=1`, CHANNELS);
    const owning = person("anna").socket(`${job.id}/attach?tty=1&stdout=1`, CHANNELS);
    await Promise.all([watching.opened, owning.opened]);
    watching.socket.send(resize(11));
    const pong = new Promise((resolve) => watching.socket.once("pong", resolve));
    watching.socket.ping();
    await pong;
    const linesOf = (text: string) => text.split("\n").length;
    const before = linesOf(await owning.until(() => true));
    await owning.until((text) => linesOf(text) > before + 3);
    owning.socket.send(resize(22));
    expect(await owning.until((text) => text.includes("22 70"))).not.toContain("11 70");
    for (const { socket } of [watching, owning]) socket.terminate();
    await server.call("DELETE", `/api/v1/jobs/${job.id}`);
  });
});

describe("a start", () => {
  it("is refused to a reader", async () => {
    const reader = addPerson(server, "ralf", "reader");
    for (const query of ["?from_preset", ""]) {
      expect(await reader.call("POST", `/api/v1/jobs${query}`, { image: "host" })).toMatchObject({
        status: 403,
        body: { error: LOOK_ONLY, missing: [{ uri: "job://default/ralf", action: "write" }] },
      });
    }
  });

  it("goes to one's own project, and a manager's to any", async () => {
    const own = await person("anna").start({ command: "true" });
    expect(own).toMatchObject({ owner: "anna", project_name: "anna", uri: `job://default/anna/${own.id}` });
    const request = { image: "host", command: "true", project_name: "anna" };
    expect(await person("bert").call("POST", "/api/v1/jobs?from_preset", request)).toMatchObject({
      status: 403,
      body: {
        error: "Only anna or a manager may start jobs in the project anna.",
        missing: [{ uri: "job://default/anna", action: "write" }],
      },
    });
    expect(await person("mona").start(request)).toMatchObject({ owner: "mona", project_name: "anna" });
    expect(await server.start(request)).toMatchObject({ owner: "tester", project_name: "anna" });
    const nowhere = { ...request, project_name: "nowhere" };
    expect((await person("mona").call("POST", "/api/v1/jobs?from_preset", nowhere)).body).toMatchObject({
      error: expect.stringMatching(/^project_name: there is no project "nowhere"; there are anna, bert, /) as string,
      field: "project_name",
    });
  });
});
