import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobPayload } from "../contract/job.ts";
import { runMain, spawnMain, type SpawnedServer } from "./testing/spawnedServer.ts";
import { openTestSocket } from "../conformance/testing/testSocket.ts";

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "jobdeck-main-"));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const data = (name: string) => ["--data", join(dataDir, name)];

async function call(server: SpawnedServer, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${server.origin}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, ...(body ? { "content-type": "application/json" } : {}) },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text.startsWith("{") ? JSON.parse(text) : text;
}

const start = (server: SpawnedServer, request: object) =>
  call(server, "POST", "/jobs?from_preset", { image: "host", ...request }) as Promise<JobPayload>;

async function untilJob(server: SpawnedServer, id: string, condition: (job: JobPayload) => boolean) {
  for (;;) {
    const job = (await call(server, "GET", `/jobs/${id}`)) as JobPayload;
    if (condition(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe("the command line", () => {
  it("explains itself", async () => {
    const help = await runMain(["--help"]);
    expect([help.code, help.stderr]).toEqual([0, ""]);
    for (const word of [
      "--host",
      "JOBDECK_PORT",
      "--data",
      "--token",
      "--engine",
      "--log-level",
      "--cpu-limits",
      "--jobs-quota",
      "--jobs-domain",
    ]) {
      expect(help.stdout).toContain(word);
    }
    const version = await runMain(["--version"]);
    expect([version.code, version.stdout]).toEqual([0, "0.1.0\n"]);
  });

  it.each<[string[], NodeJS.ProcessEnv, RegExp]>([
    [["--prot", "1"], {}, /Unknown option '--prot'.* See --help\.$/],
    [["serve"], {}, /Unexpected argument 'serve'/],
    [["--port"], {}, /--port/],
    [["--port", "eighty"], {}, /--port must be a number from 0 to 65535, not "eighty"\.$/],
    [["--port", "65536"], {}, /--port must be/],
    [[], { JOBDECK_PORT: "-1" }, /--port must be/],
    [["--host", "a b"], {}, /--host must be an address/],
    [["--host", "192.0.2.1", "--port", "0"], {}, /no address 192\.0\.2\.1 to listen on/],
    [["--token", "two words"], {}, /--token must not be empty/],
    [["--token="], {}, /--token must not be empty/],
    [["--engine", "magic"], {}, /--engine must be process or docker or kubernetes, not "magic"\.$/],
    [["--cpu-limits", "some"], {}, /--cpu-limits must be on or off, not "some"\.$/],
    [["--jobs-quota", "few"], {}, /--jobs-quota must be a whole number of jobs, 0 for no limit, not "few"\.$/],
    [[], { JOBDECK_JOBS_QUOTA: "-1" }, /--jobs-quota must be/],
    [["--jobs-domain", "https://jobs.example.com"], {}, /--jobs-domain must be a name such as jobs\.example\.com, /],
    [[], { JOBDECK_JOBS_DOMAIN: "10.0.0.1" }, /--jobs-domain must be a name/],
    [["--log-level", "loud"], {}, /--log-level must be one of trace, /],
    [["--data", "/dev/null/jobdeck"], {}, /data folder \/dev\/null\/jobdeck cannot be written/],
    [["--data", "/proc/jobdeck/data"], {}, /data folder \/proc\/jobdeck\/data cannot be written/],
    [["--data", "/proc"], {}, /data folder \/proc cannot be (written|used)/],
  ])("refuses %j with %j in one line", async (args, env, sentence) => {
    const { code, stdout, stderr } = await runMain([...(args.includes("--data") ? [] : data("refused")), ...args], env);
    expect(stderr).toMatch(/^jobdeck: [^\n]+\n$/);
    expect(stderr.trim()).toMatch(sentence);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it.each([
    ["{", /presets\.json cannot be used: /],
    ["[]", /must be at least 1 items/],
    ['[{"name":"a","cpu":1}]', /memory: is required/],
    ['[{"name":"a","cpu":1,"memory":1e9,"gpus":1}]', /\[0\]: there is no field "gpus"/],
    ['[{"name":"a","cpu":0,"memory":1e9}]', /cpu: must be at least 0\.1/],
    ['[{"name":"a","cpu":1,"memory":1e9},{"name":"a","cpu":1,"memory":1e9}]', /two presets with the name "a"/],
  ])("refuses the presets %s in one line", async (presets, sentence) => {
    const folder = mkdtempSync(join(dataDir, "presets-"));
    writeFileSync(join(folder, "presets.json"), presets);
    const { code, stderr } = await runMain(["--data", folder, "--port", "0"]);
    expect(stderr).toMatch(/^jobdeck: [^\n]+\n$/);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });

  it("refuses a port that is taken", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const { port } = blocker.address() as { port: number };
    const { code, stderr } = await runMain([...data("taken"), "--port", String(port)]);
    blocker.close();
    expect([code, stderr]).toEqual([
      2,
      `jobdeck: Port ${port} on 127.0.0.1 is taken; choose another with --port (0 takes any free one).\n`,
    ]);
  });
});

describe("the host localhost", () => {
  it("is both of its addresses, as far as the machine has them", async () => {
    const server = await spawnMain([...data("localhost"), "--host", "localhost", "--port", "0"]);
    const { port } = new URL(server.origin);
    const own = Object.values(networkInterfaces()).flatMap((entries) => entries?.map(({ address }) => address) ?? []);
    for (const address of ["127.0.0.1", "::1"].filter((known) => own.includes(known))) {
      const host = address.includes(":") ? `[${address}]` : address;
      expect(await (await fetch(`http://${host}:${port}/ping`)).text(), address).toBe("pong");
    }
    expect(await server.stop("SIGTERM")).toBe(0);
  });
});

describe("the token", () => {
  it("is made once, kept for the user alone and names the user", async () => {
    const first = await spawnMain([...data("token"), "--port", "0"]);
    expect(first.output()).toEqual({
      stdout: `Jobdeck is ready: ${first.origin}/#token=${first.token}\n`,
      stderr: "",
    });
    const path = join(dataDir, "token", "token");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8").trim()).toBe(first.token);
    const [, claims = ""] = first.token.split(".");
    const { username } = (await call(first, "GET", "/config")) as { username: string };
    expect(JSON.parse(String(Buffer.from(claims, "base64url")))).toEqual({
      identity: username,
      jti: expect.any(String) as string,
    });
    const second = await runMain([...data("token"), "--port", "0"]);
    expect([second.code, second.stderr]).toEqual([
      2,
      `jobdeck: Another Jobdeck server uses the data folder ${join(dataDir, "token")}; stop it or choose another folder with --data.\n`,
    ]);
    expect(await first.stop("SIGTERM")).toBe(0);
    chmodSync(path, 0o644);
    const again = await spawnMain([...data("token"), "--port", "0"]);
    expect(again.token).toBe(first.token);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await again.stop("SIGINT")).toBe(0);
    writeFileSync(path, "two words\n");
    expect((await runMain([...data("token"), "--port", "0"])).stderr).toContain("holds no token; delete it");
  });

  it("may be given, and is never written down or logged", async () => {
    const env = { JOBDECK_TOKEN: "given.token-1", JOBDECK_LOG_LEVEL: "trace", JOBDECK_HOST: "localhost" };
    const server = await spawnMain([...data("given"), "--port", "0"], env);
    expect(server.token).toBe("given.token-1");
    expect(new URL(server.origin).hostname).toBe("localhost");
    const query = "neuro-auth-token=given.token-1";
    await fetch(`${server.origin}/api/v1/jobs?${query}`);
    const socket = openTestSocket(`${server.origin.replace("http", "ws")}/api/v1/jobs/job-none/top?${query}`, []);
    await socket.refused;
    await fetch(`${server.origin}/api/v1/%zz?${query}`);
    expect(await server.stop("SIGTERM")).toBe(0);
    expect(server.output().stderr).not.toContain("given.token-1");
    expect(() => statSync(join(dataDir, "given", "token"))).toThrow(/ENOENT/);
  });
});

describe("the jobs quota", () => {
  it("comes from the flag or the environment", async () => {
    for (const [args, env] of [
      [["--jobs-quota", "1"], {}],
      [[], { JOBDECK_JOBS_QUOTA: "1" }],
    ] as const) {
      const server = await spawnMain([...data("quota"), "--port", "0", ...args], env);
      const { id } = await start(server, { command: "sleep 1000" });
      await expect(start(server, { command: "true" })).rejects.toThrow("(1 of 1 job runs or is about to)");
      await call(server, "DELETE", `/jobs/${id}`);
      expect(await server.stop("SIGTERM")).toBe(0);
    }
  });
});

describe("a server that is killed", () => {
  it("has lost nothing when it comes back", async () => {
    const presets = [{ name: "tiny", cpu: 0.1, memory: 64 * 1024 * 1024 }];
    const folder = mkdtempSync(join(dataDir, "killed-"));
    writeFileSync(
      join(folder, "presets.json"),
      JSON.stringify([...presets, { name: "huge", cpu: 4096, memory: 64 * 1024 * 1024 }]),
    );
    const before = await spawnMain(["--data", folder, "--port", "0"]);
    const gate = join(folder, "gate");
    const wait = `while [ ! -e ${gate} ]; do sleep 0.05; done`;
    const goesOn = await start(before, { command: `sh -c 'echo before; ${wait}; echo after; sleep 1000'` });
    const ends = await start(before, { command: `sh -c '${wait}; exit 43'`, name: "ends-meanwhile" });
    const waits = await start(before, { command: "true", preset_name: "huge", tags: ["kept"] });
    for (const { id } of [goesOn, ends]) await untilJob(before, id, ({ status }) => status === "running");
    const burst = await Promise.all(Array.from({ length: 20 }, () => start(before, { command: "sleep 1000" })));
    expect(await before.stop("SIGKILL")).toBe("SIGKILL");
    writeFileSync(gate, "");

    const after = await spawnMain(["--data", folder, "--port", "0"]);
    const { history } = await untilJob(after, ends.id, ({ status }) => status !== "running");
    expect(history).toMatchObject({ status: "failed", reason: "Error", exit_code: 43 });
    expect(await untilJob(after, waits.id, () => true)).toMatchObject({ status: "pending", tags: ["kept"] });
    const log = openTestSocket(`${after.origin.replace("http", "ws")}/api/v1/jobs/${goesOn.id}/log_ws?separator=`, [
      "logs.apolo.us",
      `bearer.apolo.us-${after.token}`,
    ]);
    expect(await log.until((text) => text.includes("after"))).toBe("before\nafter\n");
    const { jobs } = (await call(after, "GET", "/jobs?limit=1000")) as { jobs: JobPayload[] };
    expect(jobs.map(({ id }) => id).sort()).toEqual([goesOn, ends, waits, ...burst].map(({ id }) => id).sort());
    for (const { id } of jobs) await call(after, "DELETE", `/jobs/${id}`);
    for (const { id } of [goesOn, waits, ...burst]) {
      const job = await untilJob(after, id, ({ status }) => status !== "running" && status !== "pending");
      expect(job.history).toMatchObject({ status: "cancelled", reason: "UserRequested" });
    }
    expect((await log.closed).code).toBe(1000);
    expect(await after.stop("SIGTERM")).toBe(0);
    expect(after.output().stderr).toBe("");
  }, 60_000);

  it("does not leave a job running that was killed while nobody listened", async () => {
    const folder = mkdtempSync(join(dataDir, "stopped-"));
    const server = await spawnMain(["--data", folder, "--port", "0"]);
    const stubborn = await start(server, { command: `sh -c 'trap "" TERM; echo up; while :; do sleep 0.1; done'` });
    await untilJob(server, stubborn.id, ({ status }) => status === "running");
    await call(server, "DELETE", `/jobs/${stubborn.id}`);
    expect((await untilJob(server, stubborn.id, () => true)).status).toBe("running");
    await server.stop("SIGKILL");
    const again = await spawnMain(["--data", folder, "--port", "0"]);
    const { history } = await untilJob(again, stubborn.id, ({ status }) => status !== "running");
    expect(history).toMatchObject({ status: "cancelled", reason: "UserRequested" });
    expect(await again.stop("SIGTERM")).toBe(0);
  }, 60_000);

  it("exits at once at the second signal", async () => {
    const server = await spawnMain([...data("twice"), "--port", "0"]);
    const { id } = await start(server, { command: "sleep 1000" });
    const url = `${server.origin.replace("http", "ws")}/api/v1/jobs/${id}/log_ws`;
    const log = openTestSocket(url, ["logs.apolo.us", `bearer.apolo.us-${server.token}`]);
    await log.opened;
    // Who does not answer the goodbye keeps the server waiting for a moment.
    log.socket.pause();
    server.process.kill("SIGINT");
    expect(await server.stop("SIGTERM")).toBe(130);
    log.socket.terminate();
    const again = await spawnMain([...data("twice"), "--port", "0"]);
    await call(again, "DELETE", `/jobs/${id}`);
    expect(await again.stop("SIGTERM")).toBe(0);
  }, 60_000);
});
