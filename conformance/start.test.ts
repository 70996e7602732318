import { describe, expect, it } from "vitest";
import type { JobPayload } from "../contract/job.ts";
import { call, logOf, sh, start, statusOf, target, untilFinished } from "./testing/api.ts";
import { uriOf } from "./testing/services.ts";
import { unique } from "./testing/target.ts";

type Field = [name: string, value: unknown];

const IN_WORDS = expect.stringMatching(/\w+ \w+/) as string;
const MOUNT = "/mnt/conformance";

/** Fields of Container, with values that any platform keeps. */
const CONTAINER: Field[] = [
  ["entrypoint", "sh -c"],
  ["command", "sh -c 'exit 0'"],
  ["working_dir", "/tmp"],
  ["env", { CONFORMANCE: "kept, äöü", EMPTY: "" }],
  ["tty", true],
  ["http", { port: 8080, requires_auth: true, health_check_path: "/healthy" }],
  ["http", { port: 80, requires_auth: false }],
];

/** What is not there, by the field that names it: refused, wherever it is not declared unsupported as a whole. */
const MOUNTS: Field[] = [
  ["volumes", [{ src_storage_uri: uriOf("storage", "data"), dst_path: MOUNT, read_only: true }]],
  ["volumes", [{ src_storage_uri: uriOf("storage", "data"), dst_path: MOUNT, read_only: false }]],
  ["secret_env", { SECRET: uriOf("secret", "no-such-key") }],
  ["secret_volumes", [{ src_secret_uri: uriOf("secret", "no-such-key"), dst_path: MOUNT }]],
  ["disk_volumes", [{ src_disk_uri: uriOf("disk", "disk-none"), dst_path: MOUNT, read_only: true }]],
  ["disk_volumes", [{ src_disk_uri: uriOf("disk", "disk-none"), dst_path: MOUNT, read_only: false }]],
];

/** Fields of the job itself. */
const JOB: Field[] = [
  ["description", "What it is for: äöü 😀"],
  ["tags", ["conformance", "a:b=c"]],
  ["pass_config", true],
  ["schedule_timeout", 100.5],
  ["max_run_time_minutes", 7],
  ["restart_policy", "never"],
  ["restart_policy", "on-failure"],
  ["restart_policy", "always"],
  ["priority", "low"],
  ["priority", "normal"],
  ["priority", "high"],
];

/** The container's part of it, or undefined for a field of the job. */
const inContainer = (job: JobPayload) => job.container as Record<string, unknown>;

describe("a field of the container", () => {
  it.each(CONTAINER)("%s %j is kept and returned", async (name, value) => {
    const job = await start({ [name]: value });
    expect(inContainer(job)[name]).toEqual(value);
    expect(inContainer(await statusOf(job.id))[name]).toEqual(value);
  });

  it("that is left out has its default", async () => {
    const { container } = await start();
    expect(container).toMatchObject({
      ...{ env: {}, volumes: [], secret_env: {}, secret_volumes: [], disk_volumes: [], tty: false },
      resources: { shm: false },
    });
    expect(container).not.toHaveProperty("http");
  });

  it.each(MOUNTS)("%s %j that is not there is refused, by its field and address", async (name, value) => {
    const body = { image: target.image, preset_name: target.preset, command: "sleep 1000", [name]: value };
    const { status, body: answer } = await call("POST", "/jobs?from_preset", body);
    const sentence = target.unsupported[name];
    if (sentence !== undefined) {
      expect([status, answer]).toEqual([400, { error: `${name}: ${sentence}`, field: name }]);
    } else if (status === 202 && !target.isOwn) {
      // Another platform may look for it only once the job starts.
      expect(inContainer(answer as JobPayload)[name]).toEqual(value);
      await call("DELETE", `/jobs/${(answer as JobPayload).id}`);
    } else {
      const [address] = /\w+:\/\/[^"]+/.exec(JSON.stringify(value)) ?? [];
      const expected = target.isOwn ? address : "";
      expect([status, answer]).toMatchObject([
        400,
        {
          error: expect.stringContaining(expected ?? "") as string,
          field: expect.stringMatching(`^${name}`) as string,
        },
      ]);
    }
  });

  it("image and resources are those of the request and of the preset", async () => {
    const { container } = await start({ resources: { shm: true } });
    expect(container.image).toBe(target.image);
    expect(container.resources).toMatchObject({
      cpu: expect.any(Number) as number,
      memory: expect.any(Number) as number,
      memory_mb: expect.any(Number) as number,
      shm: true,
    });
  });

  it("is in effect in the job", async () => {
    const script = 'echo "$ONE|$PWD|$0"; env | grep -c APOLO_PASSED_CONFIG; test -t 0 && echo tty; exit 0';
    const { id } = await start({ command: sh(script), env: { ONE: "äöü 1" }, working_dir: "/tmp" });
    expect(await logOf(id)).toBe("äöü 1|/tmp|sh\n0\n");
  });

  it("entrypoint comes before the command", async () => {
    const { id } = await start({ entrypoint: "sh -c", command: "'echo \"$0 $1\"' one 'two three'" });
    expect(await logOf(id)).toBe("one two three\n");
  });

  it("tty gives the job a terminal", async () => {
    const { id } = await start({ command: sh("test -t 0 && test -t 1 && echo terminal"), tty: true });
    expect(await logOf(id)).toContain("terminal");
  });
});

describe("a field of the job", () => {
  it.each(JOB)("%s %j is kept and returned", async (name, value) => {
    const job = await start({ [name]: value });
    expect(job).toMatchObject({ [name]: value });
    expect(await statusOf(job.id)).toMatchObject({ [name]: value });
  });

  it("that is left out has its default", async () => {
    const job = await start();
    expect(job).toMatchObject({
      ...{ pass_config: false, privileged: false, restart_policy: "never", priority: "normal", tags: [] },
      ...{ scheduler_enabled: false, preemptible_node: false, preset_name: target.preset },
      ...{ materialized: expect.any(Boolean) as boolean, being_dropped: false, logs_removed: false },
    });
    for (const name of ["name", "description", "max_run_time_minutes", "schedule_timeout", "energy_schedule_name"]) {
      expect(job).not.toHaveProperty(name);
    }
  });

  it("says whose it is and where", async () => {
    const name = unique("named");
    const places = { cluster_name: target.cluster, project_name: target.project };
    const job = await start({ name, ...places });
    expect(job).toMatchObject({ name, ...places, owner: target.userName });
    expect(job.id).toMatch(/^job-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(job.uri).toBe(`job://${target.cluster}/${target.project}/${job.id}`);
    expect([job.namespace, job.org_project_hash]).toEqual([expect.any(String), expect.any(String)]);
    const again = await call("POST", "/jobs?from_preset", { image: target.image, name, command: "true" });
    expect(again).toMatchObject({ status: 400, body: { field: "name" } });
  });

  it("privileged is honoured, or refused in words", async () => {
    const body = { image: target.image, preset_name: target.preset, command: "true", privileged: true };
    const { status, body: answer } = await call("POST", "/jobs?from_preset", body);
    const sentence = target.unsupported.privileged;
    // Another platform may refuse it without having said so before.
    if (sentence === undefined && status === 400 && !target.isOwn) expect(answer).toMatchObject({ error: IN_WORDS });
    else if (sentence === undefined) expect([status, answer]).toMatchObject([202, { privileged: true }]);
    else expect([status, answer]).toEqual([400, { error: `privileged: ${sentence}`, field: "privileged" }]);
  });

  it("wait_for_jobs_quota is taken", async () => {
    const { id } = await start({ command: "true", wait_for_jobs_quota: true });
    expect((await untilFinished(id)).status).toBe("succeeded");
  });
});

describe("a start that breaks a rule", () => {
  it.each<[string, unknown]>([
    ["image", undefined],
    ["image", "with blank"],
    ["command", "echo 'open"],
    ["entrypoint", "echo \\"],
    ["working_dir", "relative"],
    ["working_dir", "/a/../b"],
    ["http.port", { http: { port: 65_536 } }],
    ["http.port", { http: {} }],
    ["env.1BAD", { env: { "1BAD": "x" } }],
    ["volumes[0].src_storage_uri", { volumes: [{ src_storage_uri: "disk://a/b", dst_path: "/x" }] }],
    ["volumes[0].dst_path", { volumes: [{ src_storage_uri: uriOf("storage", "a"), dst_path: "x" }] }],
    ["secret_env.KEY", { secret_env: { KEY: "plain" } }],
    ["secret_volumes[0].dst_path", { secret_volumes: [{ src_secret_uri: uriOf("secret", "a") }] }],
    ["disk_volumes[0].src_disk_uri", { disk_volumes: [{ src_disk_uri: "disk://a?b", dst_path: "/x" }] }],
    ["resources.cpu", { resources: { cpu: 1 } }],
    ["name", "Upper"],
    ["name", "ab"],
    ["tags[0]", ["with blank"]],
    ["tags", Array.from({ length: 17 }, (_, index) => `t${index}`)],
    ["preset_name", "no-such-preset"],
    ["cluster_name", "no-such-cluster"],
    ["org_name", "no-such-org"],
    ["project_name", "no-such-project"],
    ["schedule_timeout", 0.5],
    ["schedule_timeout", 30 * 24 * 3600],
    ["max_run_time_minutes", 0],
    ["max_run_time_minutes", 1.5],
    ["restart_policy", "sometimes"],
    ["priority", "urgent"],
    ["energy_schedule_name", "no-such-schedule"],
    ["no_such_field", 1],
  ])("%s: %j is 400 and named in a sentence", async (field, value) => {
    const isWhole = typeof value === "object" && value !== null && !Array.isArray(value);
    const change = isWhole ? value : { [field]: value };
    const body = { image: target.image, preset_name: target.preset, command: "true", ...change };
    const { status, body: answer } = await call("POST", "/jobs?from_preset", body);
    expect([status, answer]).toMatchObject([400, { error: expect.stringMatching(/\w+ \w+/) as string, field }]);
  });

  it.each(["", "{", "[]", "null", '"text"'])("as a whole, like %j, is 400 too", async (body) => {
    const { status, body: answer } = await call("POST", "/jobs?from_preset", body);
    expect([status, answer]).toMatchObject([400, { error: expect.stringMatching(/\w+ \w+/) as string }]);
  });
});
