import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobPayload } from "../../contract/job.ts";
import { startTestServer, TINY_PRESET, type TestServer } from "../testing/testServer.ts";

let server: TestServer;
beforeAll(async () => {
  const scheduled = { ...TINY_PRESET, name: "scheduled", scheduler_enabled: true, credits_per_hour: "36" };
  server = await startTestServer({ presets: [TINY_PRESET, scheduled] });
});
afterAll(() => server.dispose());

const mount = (path: string) => ({ src_storage_uri: "storage://default/data", dst_path: path });

/** A request, the field that is named, the sentence about it. */
const BROKEN_STARTS: [Record<string, unknown>, string, RegExp][] = [
  [{ image: undefined }, "image", /is required/],
  [{ image: "" }, "image", /must not be empty/],
  [{ image: "a b" }, "image", /white space/],
  [{ image: 7 }, "image", /must be a string/],
  [{ image: "ubuntu" }, "image", /no image "ubuntu" here; there are host/],
  [{ command: "echo 'open" }, "command", /quote that is not closed/],
  [{ entrypoint: 'a "' }, "entrypoint", /quote that is not closed/],
  [{ working_dir: "relative" }, "working_dir", /absolute path/],
  [{ working_dir: "/a/../b" }, "working_dir", /must not have \.\./],
  [{ name: "ab" }, "name", /must be 3 to 40 characters long/],
  [{ name: "a".repeat(41) }, "name", /must be 3 to 40 characters long/],
  [{ name: "Upper" }, "name", /must start with a letter/],
  [{ name: "two--dashes" }, "name", /single dashes/],
  [{ tags: ["white space"] }, "tags[0]", /white space/],
  [{ tags: ["ok", ""] }, "tags[1]", /1 to 256/],
  [{ tags: Array.from({ length: 17 }, (_, index) => `t${index}`) }, "tags", /at most 16/],
  [{ tags: "red" }, "tags", /must be an array/],
  [{ http: { port: 65_536 } }, "http.port", /at most 65535/],
  [{ http: { port: 80.5 } }, "http.port", /whole number/],
  [{ env: { A: 1 } }, "env.A", /must be a string/],
  [{ env: { A: "\0" } }, "env.A", /NUL/],
  [{ volumes: [mount("relative")] }, "volumes[0].dst_path", /absolute/],
  [{ volumes: [mount("/a"), mount("/a")] }, "volumes[1].dst_path", /already a mount path/],
  [{ volumes: [{ src_storage_uri: "http://x/y", dst_path: "/a" }] }, "volumes[0].src_storage_uri", /storage:\/\//],
  [{ volumes: [mount("/a")] }, "volumes", /cannot be mounted/],
  [{ secret_env: { KEY: "secret://default/key" } }, "secret_env.KEY", /there is no secret|not of the job's own/],
  [{ secret_env: { KEY: "key" } }, "secret_env.KEY", /secret:\/\//],
  [{ secret_volumes: [{ src_secret_uri: "secret://default/key", dst_path: "/k" }] }, "secret_volumes", /mounted/],
  [{ disk_volumes: [{ src_disk_uri: "disk://default/disk", dst_path: "/d" }] }, "disk_volumes", /mounted/],
  [{ privileged: true }, "privileged", /rights of the server/],
  [{ tty: "yes" }, "tty", /must be a boolean/],
  [{ preset_name: "nothing" }, "preset_name", /no preset "nothing"; there are tiny, scheduled/],
  [{ preset_name: "" }, "preset_name", /at least 1/],
  [{ resources: { cpu: 1 } }, "resources.cpu", /is not a known field/],
  [{ cluster_name: "elsewhere" }, "cluster_name", /no cluster "elsewhere"; there is default/],
  [{ cluster_name: "x" }, "cluster_name", /at least 3/],
  [{ org_name: "some-org" }, "org_name", /no organization "some-org"/],
  [{ project_name: "another" }, "project_name", /no project "another"; there is tester/],
  [{ schedule_timeout: 0.5 }, "schedule_timeout", /at least 1/],
  [{ schedule_timeout: 30 * 24 * 3600 }, "schedule_timeout", /less than/],
  [{ schedule_timeout: 60, preset_name: "scheduled" }, "schedule_timeout", /scheduler-enabled/],
  [{ max_run_time_minutes: 0 }, "max_run_time_minutes", /at least 1/],
  [{ max_run_time_minutes: 1.5 }, "max_run_time_minutes", /whole number/],
  [{ restart_policy: "sometimes" }, "restart_policy", /must be one of "never", "on-failure", "always"/],
  [{ priority: "urgent" }, "priority", /must be one of "low", "normal", "high"/],
  [{ energy_schedule_name: "night", preset_name: "scheduled" }, "energy_schedule_name", /no schedule "night"/],
  [{ description: 7 }, "description", /must be a string/],
  [{ comand: "true" }, "comand", /is not a known field/],
];

const BROKEN_RUNS: [Record<string, unknown>, Record<string, unknown>, string, RegExp][] = [
  [{ container: undefined }, {}, "container", /is required/],
  [{}, { resources: undefined }, "container.resources", /is required/],
  [{}, { resources: { cpu: 0.05, memory: 1 << 26 } }, "container.resources.cpu", /at least 0\.1/],
  [{}, { resources: { cpu: 1, memory: 1024 } }, "container.resources.memory", /16 MiB/],
  [{}, { resources: { cpu: 1 } }, "container.resources.memory", /is required/],
  [{}, { resources: { cpu: 1, memory_mb: 64, gpu: 0.5 } }, "container.resources.nvidia_gpu", /whole number/],
  [{}, { resources: { cpu: 1, memory_mb: 64, amd_gpu: 1 } }, "container.resources.amd_gpu", /NVIDIA/],
  [{}, { image: "ubuntu" }, "container.image", /no image "ubuntu"/],
  [{}, { volumes: [mount("/a")] }, "container.volumes", /mounted/],
  [{ name: "x" }, {}, "name", /3 to 40/],
  [{ schedule_timeout: 9, is_preemptible: true }, {}, "schedule_timeout", /scheduler-enabled/],
];

async function expectRefused(path: string, body: unknown, field: string, sentence: RegExp): Promise<void> {
  const answer = await server.call("POST", path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(400);
  const { error, field: named } = answer.body as { error: string; field?: string };
  expect(error).toMatch(sentence);
  expect(error.startsWith(`${field}: `), error).toBe(true);
  expect(named).toBe(field);
  expect((await server.call("GET", "/api/v1/jobs")).body).toEqual({ jobs: [] });
}

describe("a start that breaks a rule", () => {
  it.each(BROKEN_STARTS)("%j names %s", async (change, field, sentence) => {
    const body = { image: "host", command: "true", ...change };
    await expectRefused("/api/v1/jobs?from_preset", body, field, sentence);
  });
});

describe("a run that breaks a rule", () => {
  it.each(BROKEN_RUNS)("%j with container %j names %s", async (change, inside, field, sentence) => {
    const container = { image: "host", command: "true", resources: { cpu: 0.1, memory_mb: 64 }, ...inside };
    await expectRefused("/api/v1/jobs", { container, ...change }, field, sentence);
  });
});

describe("an accepted job", () => {
  it("answers 202 with everything that was asked for", async () => {
    const job = await server.start({
      image: "host:latest",
      command: "sh -c 'exit 0'",
      name: "complete",
      description: "All fields",
      tags: ["one", "two", "one"],
      env: { COLOR: "red" },
      http: { port: 8080 },
      working_dir: "/",
      preset_name: "scheduled",
      resources: { shm: true },
      max_run_time_minutes: 7,
      priority: "high",
    });
    expect(job).toMatchObject({
      id: expect.stringMatching(/^job-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
      uri: `job://default/tester/${job.id}`,
      ...{ owner: "tester", cluster_name: "default", project_name: "tester", status: "pending" },
      ...{ name: "complete", description: "All fields", tags: ["one", "two"], preset_name: "scheduled" },
      ...{ max_run_time_minutes: 7, priority: "high", restart_policy: "never", materialized: false },
      ...{ scheduler_enabled: true, is_preemptible: true, preemptible_node: false },
      ...{ price_credits_per_hour: "36", total_price_credits: "0" },
      container: {
        ...{ image: "host:latest", command: "sh -c 'exit 0'", env: { COLOR: "red" }, working_dir: "/", tty: false },
        http: { port: 8080, requires_auth: false },
        resources: { cpu: 0.1, memory: 128 * 1024 * 1024, memory_mb: 128, shm: true },
      },
      history: { status: "pending", restarts: 0, run_time_seconds: 0 },
    });
    expect(job.history).not.toHaveProperty("started_at");
    expect(job.statuses?.map(({ status, reason }) => [status, reason])).toEqual([
      ["pending", "Creating"],
      ["pending", "Scheduling"],
    ]);
    for (const key of ["org_name", "schedule_timeout", "energy_schedule_name"]) {
      expect(job).not.toHaveProperty(key);
    }
    const done = await server.untilStatus(job.id, "succeeded");
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;
    const { created_at, started_at, finished_at } = done.history;
    for (const text of [created_at, started_at, finished_at]) expect(text).toMatch(time);
    expect(done.history).toMatchObject({ reason: "Completed", exit_code: 0 });
    expect(Number(done.total_price_credits)).toBeCloseTo((done.history.run_time_seconds ?? 0) / 100, 4);
    expect(done.statuses?.map(({ status, reason }) => [status, reason])).toEqual([
      ["pending", "Creating"],
      ["pending", "Scheduling"],
      ["pending", "ContainerCreating"],
      ["running", null],
      ["succeeded", "Completed"],
    ]);
  });

  it("may have nulls for everything that is optional, and takes the first preset", async () => {
    const job = await server.start({ command: "true", name: null, tags: null, preset_name: null, http: null });
    expect(job.preset_name).toBe("tiny");
    await server.untilStatus(job.id, "succeeded");
  });

  it("keeps its name to itself while it lives", async () => {
    const first = await server.start({ command: "sleep 100", name: "the-only-one" });
    const again = { image: "host", command: "true", name: "the-only-one" };
    const refused = await server.call("POST", "/api/v1/jobs?from_preset", again);
    expect([refused.status, refused.body]).toEqual([
      400,
      {
        error: 'name: a live job with the name "the-only-one" exists; choose another or kill that one',
        field: "name",
      },
    ]);
    await server.call("DELETE", `/api/v1/jobs/${first.id}`);
    await server.untilStatus(first.id, "cancelled");
    const second = await server.start(again);
    expect(second.id).not.toBe(first.id);
  });

  it("may come by the deprecated run with resources of its own", async () => {
    const container = {
      image: "host",
      command: "sh -c 'echo $COLOR'",
      env: { COLOR: "red" },
      resources: { cpu: 0.2, memory_mb: 128, shm: true },
    };
    const answer = await server.call("POST", "/api/v1/jobs", { container, is_preemptible: true, name: "by-run" });
    expect(answer.status).toBe(202);
    const job = answer.body as JobPayload;
    expect(job).toMatchObject({
      ...{ name: "by-run", scheduler_enabled: true, price_credits_per_hour: "0.2" },
      container: { resources: { cpu: 0.2, memory: 128 * 1024 * 1024, memory_mb: 128, shm: true } },
    });
    expect(job).not.toHaveProperty("preset_name");
    await server.untilStatus(job.id, "succeeded");
    expect((await server.call("GET", `/api/v1/jobs/${job.id}/log`)).body).toBe("red\n");
  });

  it("gets the means to call back only when it asks for them", async () => {
    const command = `sh -c 'echo "\${APOLO_PASSED_CONFIG:-none}"'`;
    const outputs: unknown[] = [];
    for (const pass_config of [false, true]) {
      const job = await server.start({ command, pass_config });
      await server.untilStatus(job.id, "succeeded");
      outputs.push((await server.call("GET", `/api/v1/jobs/${job.id}/log`)).body);
    }
    expect(outputs[0]).toBe("none\n");
    expect(JSON.parse(String(Buffer.from(String(outputs[1]), "base64")))).toEqual({
      ...{ token: expect.any(String) as string, cluster: "default", org_name: null, project_name: "tester" },
      url: `${server.origin}/api/v1`,
    });
  });
});
