import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

const VALUE = "correct-horse-battery-staple-9431";
const URI = "secret://default/tester/API_KEY";
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const put = (key: string, value: string | Uint8Array, more: object = {}) =>
  server.call("POST", "/api/v1/secrets", { key, value: Buffer.from(value).toString("base64"), ...more });
const list = async () => (await server.call("GET", "/api/v1/secrets?project_name=tester&org_name=NO_ORG")).body;

async function logOf(id: string): Promise<unknown> {
  return (await server.call("GET", `/api/v1/jobs/${id}/log`)).body;
}

/** Every file below the data folder that has these bytes in it. */
function filesWith(text: string): string[] {
  return readdirSync(server.dataDir, { recursive: true, encoding: "utf8" }).filter((name) => {
    const path = join(server.dataDir, name);
    return statSync(path).isFile() && readFileSync(path).includes(text);
  });
}

describe("secrets", () => {
  it("are written, replaced, listed by name and deleted", async () => {
    const created = await put("SOME.key_1-x", "first", { project_name: "tester", org_name: null });
    const payload = { key: "SOME.key_1-x", owner: "tester", org_name: null, project_name: "tester" };
    expect([created.status, created.body]).toEqual([201, payload]);
    expect((await put("SOME.key_1-x", "second")).status).toBe(201);
    expect(await list()).toEqual([payload]);
    expect((await server.call("DELETE", "/api/v1/secrets/SOME.key_1-x?project_name=tester")).status).toBe(204);
    expect(await list()).toEqual([]);
    const gone = await server.call("DELETE", "/api/v1/secrets/SOME.key_1-x");
    expect([gone.status, gone.body]).toEqual([404, { error: 'There is no secret "SOME.key_1-x" in tester.' }]);
  });

  it.each([
    [{ key: "a b", value: "eA==" }, "key", /letters, digits/],
    [{ key: "..", value: "eA==" }, "key", /start with/],
    [{ key: "", value: "eA==" }, "key", /1 to 253/],
    [{ key: "a".repeat(254), value: "eA==" }, "key", /1 to 253/],
    [{ key: "ok", value: "not base64!" }, "value", /base64/],
    [{ key: "ok" }, "value", /required/],
  ])("refuse %j", async (body, field, reason) => {
    const answer = await server.call("POST", "/api/v1/secrets", body);
    expect([answer.status, answer.body]).toEqual([400, { error: expect.stringMatching(reason) as string, field }]);
  });

  it("take a value of 1 MiB as base64, and no more", async () => {
    expect((await put("large", "x".repeat((1024 * 1024 * 3) / 4))).status).toBe(201);
    expect((await put("large", "x".repeat((1024 * 1024 * 3) / 4 + 3))).status).toBe(400);
    expect((await server.call("DELETE", "/api/v1/secrets/large")).status).toBe(204);
  });

  it("of another project are not there", async () => {
    for (const [method, path, body] of [
      ["GET", "/api/v1/secrets?project_name=another", undefined],
      ["POST", "/api/v1/secrets", { key: "k", value: "eA==", project_name: "another" }],
      ["DELETE", "/api/v1/secrets/k?project_name=another", undefined],
    ] as const) {
      const answer = await server.call(method, path, body);
      expect([answer.status, answer.body]).toEqual([404, { error: 'There is no project "another"; there is tester.' }]);
    }
  });
});

describe("a job's secret variables", () => {
  it("reach the job, and nothing else", async () => {
    await put("API_KEY", VALUE);
    const job = await server.start({
      command: `sh -c 'test "$KEY" = "${VALUE.split("").reverse().join("")}" || echo "length \${#KEY}"; echo begins \${KEY%%-*}; read line'`,
      env: { PLAIN: "yes" },
      secret_env: { KEY: URI },
      tty: true,
    });
    expect(job.container.secret_env).toEqual({ KEY: URI });
    await server.untilStatus(job.id, "running");
    expect(JSON.stringify(await server.job(job.id))).not.toContain(VALUE);
    // While it runs and after: neither the run's folder nor the database nor anything else has the value.
    expect(filesWith(VALUE)).toEqual([]);
    expect(filesWith(Buffer.from(VALUE).toString("base64"))).toEqual([]);
    expect(commandLines().filter((line) => line.includes(VALUE))).toEqual([]);
    expect((await server.call("DELETE", `/api/v1/jobs/${job.id}`)).status).toBe(204);
    await server.untilStatus(job.id, "cancelled");
    expect(await logOf(job.id)).toContain(`length ${VALUE.length}`);
    expect(await logOf(job.id)).toContain("begins correct");
    expect(filesWith(VALUE)).toEqual([]);
  });

  it("lie in the database sealed, by a key that only the user can read", async () => {
    const key = join(server.dataDir, "secrets.key");
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(readFileSync(key)).toHaveLength(32);
    await server.restart(() => expect(filesWith(VALUE)).toEqual([]));
    const job = await server.start({ command: `sh -c 'echo "$KEY"'`, secret_env: { KEY: URI } });
    await server.untilStatus(job.id, "succeeded");
    expect(await logOf(job.id)).toBe(`${VALUE}\n`);
  });

  it("are the ones of each attempt", async () => {
    await put("TURN", "one");
    const job = await server.start({
      command: `sh -c 'echo "turn $TURN"; test "$TURN" = two'`,
      secret_env: { TURN: "secret://default/tester/TURN" },
      restart_policy: "on-failure",
    });
    await server.untilJob(job.id, ({ history }) => history.reason === "Restarting");
    await put("TURN", "two");
    await server.untilStatus(job.id, "succeeded");
    expect(await logOf(job.id)).toMatch(/^(turn one\n)+turn two\n$/);
  });

  it("must be there when it is accepted, and when it starts", async () => {
    const missing = await server.call("POST", "/api/v1/jobs?from_preset", {
      image: "host",
      command: "true",
      secret_env: { KEY: "secret://default/tester/NONE" },
    });
    expect([missing.status, missing.body]).toEqual([
      400,
      {
        error: "secret_env.KEY: there is no secret secret://default/tester/NONE; add it, or name another",
        field: "secret_env.KEY",
      },
    ]);
    await put("FADING", "x");
    const job = await server.start({
      command: "false",
      secret_env: { KEY: "secret://default/tester/FADING" },
      restart_policy: "on-failure",
    });
    await server.untilJob(job.id, ({ history }) => history.reason === "Restarting");
    expect((await server.call("DELETE", "/api/v1/secrets/FADING")).status).toBe(204);
    const { history } = await server.untilStatus(job.id, "failed");
    expect(history).toMatchObject({
      reason: "ContainerCannotRun",
      description:
        "The job could not be started: there is no secret secret://default/tester/FADING; add it, or name another.",
    });
  });

  it.each([
    ["secret://default/tester", /there is no secret/],
    ["secret://default/tester/a/b", /there is no secret/],
    ["secret://default/another/API_KEY", /not of the job's own project/],
    ["secret://elsewhere/tester/API_KEY", /not of the job's own project/],
  ])("cannot be %s", async (uri, reason) => {
    const answer = await server.call("POST", "/api/v1/jobs", {
      container: { image: "host", command: "true", resources: { cpu: 0.1, memory: 1 << 26 }, secret_env: { KEY: uri } },
    });
    expect([answer.status, answer.body]).toEqual([
      400,
      { error: expect.stringMatching(reason) as string, field: "container.secret_env.KEY" },
    ]);
  });

  it("cannot be bytes that are no text", async () => {
    await put("BYTES", Uint8Array.of(0xff, 0, 1));
    const answer = await server.call("POST", "/api/v1/jobs?from_preset", {
      ...{ image: "host", command: "true" },
      secret_env: { KEY: "secret://default/tester/BYTES" },
    });
    expect(answer.body).toMatchObject({ error: expect.stringMatching(/is not text.*mount it as a file/) as string });
  });
});

/** The arguments of every process of this machine. */
function commandLines(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        // It has ended meanwhile.
        return "";
      }
    });
}
