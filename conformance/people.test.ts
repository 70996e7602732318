import { beforeAll, describe, expect, it } from "vitest";
import { call, startOn, startRunning, statusOf, target, untilStatus, type Server } from "./testing/api.ts";
import { open, PROTOCOL } from "./testing/socket.ts";

const LOOKS = "You may look, but not change anything: your role is reader.";

const reader: Server = { url: target.url, token: target.people?.reader ?? "" };
const user: Server = { url: target.url, token: target.people?.user ?? "" };

/** What everybody may. */
const looking = (id: string): [string, string][] => [
  ["GET", "/config"],
  ["GET", "/jobs"],
  ["GET", `/jobs/${id}`],
  ["GET", "/jobs/capacity"],
  ["GET", "/tags"],
  ["GET", `/jobs/${id}/telemetry`],
  ["GET", `/secrets?project_name=${target.project}`],
  ["GET", `/storage/${target.project}?op=LISTSTATUS`],
  ["GET", `/disk?project_name=${target.project}`],
];

/** What changes a job. */
const changing = (id: string): [string, string, unknown?][] => [
  ["DELETE", `/jobs/${id}`],
  ["PUT", `/jobs/${id}/max_run_time_minutes`, { max_run_time_minutes: 5 }],
  ["POST", `/jobs/${id}/drop`],
  ["POST", `/jobs/${id}/kill`],
  ["POST", `/jobs/${id}/save`, { container: { image: "saved" } }],
  ["POST", `/jobs/${id}/resize?w=80&h=24`],
  ["DELETE", `/jobs/${id}/log`],
  ["POST", `/jobs/${id}/exec_create`, { command: "true", stdout: true }],
];

/** What changes a project. */
const writing = (project: string): [string, string, unknown?][] => [
  ["POST", "/jobs?from_preset", { image: target.image, command: "true", project_name: project }],
  ["POST", "/secrets", { key: "KEY", value: "eA==", project_name: project }],
  ["DELETE", `/secrets/KEY?project_name=${project}`],
  ["PUT", `/storage/${project}/some-folder?op=MKDIRS`],
  ["DELETE", `/storage/${project}/some-folder?op=DELETE`],
  ["POST", "/disk", { storage: 1024, project_name: project }],
  ["DELETE", `/disk/some-disk?project_name=${project}`],
];

const sockets = [
  ["exec?cmd=true&stdout=1", PROTOCOL.channels],
  ["attach?stdin=1&stdout=1", PROTOCOL.channels],
  ["port_forward/80", ""],
] as const;

async function expectRefused(server: Server, calls: readonly [string, string, unknown?][], reason: RegExp) {
  for (const [method, path, body] of calls) {
    const answer = await call(method, path, body, server);
    expect([method, path, answer.status]).toEqual([method, path, 403]);
    expect(answer.body).toMatchObject({
      error: expect.stringMatching(reason) as string,
      missing: [{ uri: expect.stringMatching(/^job:\/\//) as string, action: "write" }],
    });
  }
}

// Only a server of the suite's own has people whose tokens are known.
describe.runIf(target.people)("a role", () => {
  let id: string;
  beforeAll(async () => {
    id = await startRunning("sleep 1000");
  });

  it("stands in the config, with the projects, one's own first", async () => {
    const configOf = async (server: Server) => (await call("GET", "/config", undefined, server)).body;
    const roles = (role: string, own: string, others: string) => ({
      role,
      projects: [{ role: own }, { role: others }, { role: others }],
    });
    expect(await configOf(reader)).toMatchObject({ username: "some-reader", ...roles("reader", "reader", "reader") });
    expect(await configOf(user)).toMatchObject({ username: "some-user", ...roles("user", "writer", "reader") });
    expect(await configOf(target)).toMatchObject(roles("manager", "manager", "manager"));
    expect(await configOf(user)).toMatchObject({ projects: [{ name: "some-user" }, {}, {}] });
  });

  it("lets everybody look", async () => {
    for (const server of [reader, user, target]) {
      for (const [method, path] of looking(id)) {
        expect([path, (await call(method, path, undefined, server)).status]).toEqual([path, 200]);
      }
      const log = open(`${id}/log_ws`, PROTOCOL.logs, server);
      expect(await log.opened).toBe(PROTOCOL.logs);
      log.socket.close();
      await log.closed;
    }
  });

  it("lets a reader change nothing", async () => {
    const reason = new RegExp(`^${LOOKS}$`);
    await expectRefused(reader, [...changing(id), ...writing("some-reader"), ...writing(target.project)], reason);
    expect((await statusOf(id)).status).toBe("running");
  });

  it("lets a user change what is his own alone", async () => {
    const others = new RegExp(`^Only ${target.userName} or a manager may change this job\\.$`);
    await expectRefused(user, changing(id), others);
    await expectRefused(user, writing(target.project), new RegExp(target.project));
    const own = await startOn(user, { preset_name: target.preset, command: "sleep 1000" });
    await untilStatus(own, "running", user);
    expect(await statusOf(own)).toMatchObject({ owner: "some-user", project_name: "some-user" });
    expect((await call("DELETE", `/jobs/${own}`, undefined, user)).status).toBe(204);
    await untilStatus(own, "cancelled", user);
  });

  it("lets a manager change everybody's jobs", async () => {
    const theirs = await startOn(user, { preset_name: target.preset, command: "sleep 1000" });
    expect((await call("DELETE", `/jobs/${theirs}`)).status).toBe(204);
    await untilStatus(theirs, "cancelled");
    const inTheirs = await startOn(target, { preset_name: target.preset, command: "true", project_name: "some-user" });
    expect(await statusOf(inTheirs)).toMatchObject({ owner: target.userName, project_name: "some-user" });
    await call("DELETE", `/jobs/${inTheirs}`);
  });

  it.each(sockets)("refuses %s before the handshake", async (path, protocol) => {
    for (const server of [reader, user]) {
      const { status, body } = await open(`${id}/${path}`, protocol || "any", server).refused;
      expect([status, body]).toMatchObject([403, { missing: [{ action: "write" }] }]);
    }
  });
});
