import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addPerson, changeUsers, personWith, type TestPerson } from "../testing/testPeople.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";
import { createToken } from "../token.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ jobsQuota: 2 });
});
afterEach(() => server.dispose());

const LOGS = "logs.apolo.us";
const statusOf = async (who: TestPerson, path = "/api/v1/tags") => (await who.call("GET", path)).status;
const PRINT_CONFIG = `sh -c 'echo "$APOLO_PASSED_CONFIG"; sleep 600'`;

/** What a job with `pass_config` was given. */
async function passedTo(id: string): Promise<{ token: string; project_name: string; url: string }> {
  const log = server.socket(`${id}/log_ws?separator=`, LOGS);
  const line = await log.until((text) => text.includes("\n"));
  log.socket.terminate();
  return JSON.parse(String(Buffer.from(line, "base64"))) as { token: string; project_name: string; url: string };
}

describe("a user", () => {
  it("is told who he is and which projects there are", async () => {
    const anna = addPerson(server, "anna", "user");
    const mona = addPerson(server, "mona", "manager");
    const rita = addPerson(server, "rita", "reader");
    const configOf = async (who: TestPerson) => (await who.call("GET", "/api/v1/config")).body;
    const project = (name: string, role: string) => ({ name, role, cluster_name: "default" });
    expect(await configOf(anna)).toMatchObject({
      ...{ authorized: true, username: "anna", role: "user", clusters: [{ name: "default" }] },
      projects: [project("anna", "writer"), ...["mona", "rita", "tester"].map((name) => project(name, "reader"))],
    });
    expect(await configOf(rita)).toMatchObject({
      ...{ username: "rita", role: "reader" },
      projects: ["rita", "anna", "mona", "tester"].map((name) => project(name, "reader")),
    });
    expect(await configOf(mona)).toMatchObject({
      ...{ username: "mona", role: "manager" },
      projects: ["mona", "anna", "rita", "tester"].map((name) => project(name, "manager")),
    });
  });

  it("finds his own live job by its name first, then others', then those that have ended", async () => {
    const anna = addPerson(server, "anna", "user");
    const bert = addPerson(server, "bert", "user");
    const idOf = async (who: TestPerson) => ((await who.call("GET", "/api/v1/jobs/train")).body as { id: string }).id;
    const annas = await anna.start({ command: "sleep 600", name: "train" });
    const berts = await bert.start({ command: "sleep 600", name: "train" });
    expect([await idOf(anna), await idOf(bert)]).toEqual([annas.id, berts.id]);
    // The same holds for what is done: each ends his own.
    expect((await anna.call("DELETE", "/api/v1/jobs/train")).status).toBe(204);
    await server.untilStatus(annas.id, "cancelled");
    expect((await server.job(berts.id)).history.finished_at).toBeUndefined();
    expect(await idOf(anna)).toBe(berts.id);
    expect((await anna.call("DELETE", "/api/v1/jobs/train")).status).toBe(403);
    expect((await bert.call("DELETE", "/api/v1/jobs/train")).status).toBe(204);
    await server.untilStatus(berts.id, "cancelled");
    expect([await idOf(anna), await idOf(bert)]).toEqual([annas.id, berts.id]);
  });

  it("has a quota and tags of his own", async () => {
    const anna = addPerson(server, "anna", "user");
    const bert = addPerson(server, "bert", "user");
    for (const tag of ["one", "two"]) await anna.start({ command: "sleep 600", tags: [tag] });
    const third = await anna.call("POST", "/api/v1/jobs?from_preset", { image: "host", command: "true" });
    expect(third).toMatchObject({ status: 400, body: { field: "wait_for_jobs_quota" } });
    expect((await anna.call("GET", "/api/v1/jobs/capacity")).body).toEqual({ tiny: 0 });
    expect((await bert.call("GET", "/api/v1/jobs/capacity")).body).toEqual({ tiny: 2 });
    await bert.start({ command: "sleep 600", tags: ["three"] });
    expect((await anna.call("GET", "/api/v1/tags")).body).toEqual({ tags: ["one", "two"] });
    expect((await bert.call("GET", "/api/v1/tags")).body).toEqual({ tags: ["three"] });
  });
});

describe("a token", () => {
  it("works from the moment it is made until it is replaced or its user removed", async () => {
    const anna = addPerson(server, "anna", "user");
    expect(await statusOf(anna)).toBe(200);
    const next = createToken("anna");
    changeUsers(server, (users) => users.setToken("anna", next));
    expect(await statusOf(anna)).toBe(401);
    const annaAgain = personWith(server, "anna", next);
    expect(await statusOf(annaAgain)).toBe(200);
    changeUsers(server, (users) => users.remove("anna"));
    expect(await statusOf(annaAgain)).toBe(401);
    // The claim alone is worth nothing.
    expect(await statusOf(personWith(server, "tester", createToken("tester")))).toBe(401);
  });

  it("takes what was opened with it along when it dies", async () => {
    const anna = addPerson(server, "anna", "user");
    const rita = addPerson(server, "rita", "reader");
    const { id } = await anna.start({ command: "sleep 600" });
    await server.untilStatus(id, "running");
    const sockets = [
      anna.socket(`${id}/exec?cmd=${encodeURIComponent("sleep 600")}&stdout=1`, "v2.channels.neu.ro"),
      anna.socket(`${id}/log_ws`, LOGS),
    ];
    const others = rita.socket(`${id}/log_ws`, LOGS);
    await Promise.all([...sockets, others].map(({ opened }) => opened));
    const headers = { authorization: `Bearer ${anna.token}` };
    const log = await fetch(`${server.origin}/api/v1/jobs/${id}/log`, { headers });
    const cut = log.text().then(
      () => "whole",
      () => "cut",
    );
    const removedAtMs = Date.now();
    changeUsers(server, (users) => users.remove("anna"));
    for (const { closed } of sockets) {
      expect(await closed).toEqual({ code: 1008, reason: "Your right to this has ended." });
    }
    expect(await cut).toBe("cut");
    // A second, and what a busy machine adds to it.
    expect(Date.now() - removedAtMs).toBeLessThan(2000);
    expect(others.socket.readyState).toBe(others.socket.OPEN);
    expect((await server.job(id)).status).toBe("running");
    others.socket.terminate();
  });

  it("of somebody whose role changes has to open anew what it may", async () => {
    const mona = addPerson(server, "mona", "manager");
    const { id } = await server.start({ command: "sleep 600" });
    await server.untilStatus(id, "running");
    const exec = mona.socket(`${id}/exec?cmd=${encodeURIComponent("sleep 600")}&stdout=1`, "v2.channels.neu.ro");
    await exec.opened;
    changeUsers(server, (users) => users.setRole("mona", "user"));
    expect((await exec.closed).code).toBe(1008);
    expect((await mona.socket(`${id}/exec?cmd=true&stdout=1`, "v2.channels.neu.ro").refused).status).toBe(403);
  });

  it("stands nowhere in the database, nor does that of a job", async () => {
    const anna = addPerson(server, "anna", "user");
    const { id } = await anna.start({ command: PRINT_CONFIG, pass_config: true });
    const passed = await passedTo(id);
    await server.restart();
    const files = readdirSync(server.dataDir).filter((name) => name.startsWith("jobdeck.sqlite"));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      const bytes = readFileSync(join(server.dataDir, name));
      for (const part of [anna.token, anna.token.split(".")[2] ?? "", passed.token])
        expect(bytes.includes(part)).toBe(false);
    }
  });
});

describe("a job that calls the API", () => {
  it("does so in the name and with the rights of its owner, as long as it lives", async () => {
    const anna = addPerson(server, "anna", "user");
    const bert = addPerson(server, "bert", "user");
    const { id } = await anna.start({ command: PRINT_CONFIG, pass_config: true });
    const passed = await passedTo(id);
    expect(passed).toMatchObject({ project_name: "anna", url: `${server.origin}/api/v1` });
    expect([anna.token, server.token]).not.toContain(passed.token);
    const claims = JSON.parse(String(Buffer.from(passed.token.split(".")[1] ?? "", "base64url"))) as object;
    expect(claims).toMatchObject({ identity: "anna" });
    const job = personWith(server, "anna", passed.token);
    expect(await job.start({ command: "sleep 600" })).toMatchObject({ owner: "anna", project_name: "anna" });
    const { id: berts } = await bert.start({ command: "sleep 600" });
    expect((await job.call("DELETE", `/api/v1/jobs/${berts}`)).status).toBe(403);
    const database = readFileSync(join(server.dataDir, "jobdeck.sqlite-wal"));
    expect(database.includes(passed.token)).toBe(false);
    await server.restart();
    expect(await statusOf(personWith(server, "anna", passed.token))).toBe(200);
    const open = personWith(server, "anna", passed.token).socket(`${berts}/log_ws`, LOGS);
    await open.opened;
    await server.call("DELETE", `/api/v1/jobs/${id}`);
    await server.untilStatus(id, "cancelled");
    expect((await open.closed).code).toBe(1008);
    expect(await statusOf(personWith(server, "anna", passed.token))).toBe(401);
  });

  it("is shut out with its owner, and stays so when a namesake comes", async () => {
    const anna = addPerson(server, "anna", "user");
    const { id } = await anna.start({ command: PRINT_CONFIG, pass_config: true });
    const { token } = await passedTo(id);
    const job = personWith(server, "anna", token);
    expect(await statusOf(job)).toBe(200);
    changeUsers(server, (users) => users.remove("anna"));
    expect(await statusOf(job)).toBe(401);
    addPerson(server, "anna", "manager");
    expect(await statusOf(job)).toBe(401);
    expect((await server.job(id)).status).toBe("running");
  });

  it("gets another token when it is started anew", async () => {
    const mark = join(server.dataDir, "started-before");
    const command = `sh -c 'echo "$APOLO_PASSED_CONFIG"; [ -e ${mark} ] && sleep 600; touch ${mark}; exit 1'`;
    const { id } = await server.start({ command, pass_config: true, restart_policy: "on-failure" });
    const log = server.socket(`${id}/log_ws?separator=`, LOGS);
    const text = await log.until((seen) => seen.split("\n").length > 2);
    log.socket.terminate();
    const tokens = text
      .trim()
      .split("\n")
      .slice(0, 2)
      .map((line) => (JSON.parse(String(Buffer.from(line, "base64"))) as { token: string }).token);
    expect(new Set(tokens).size).toBe(2);
    expect(await Promise.all(tokens.map((token) => statusOf(personWith(server, "tester", token))))).toEqual([401, 200]);
    // Its owner is the server's, with all his rights.
    const config = await personWith(server, "tester", tokens[1] ?? "").call("GET", "/api/v1/config");
    expect(config.body).toMatchObject({ username: "tester", role: "manager" });
  });
});
