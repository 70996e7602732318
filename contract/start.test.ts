import { describe, expect, it } from "vitest";
import { MAX_TAGS } from "./names.ts";
import { ContractError, parse } from "./parse.ts";
import { runRequest, startRequest, type StartPayload } from "./start.ts";

const read = (wire: unknown) => parse(startRequest, wire, "start request");
const MINIMAL: StartPayload = { image: "ubuntu:24.04", preset_name: "cpu-small" };
const VOLUME = { src_storage_uri: "storage://default/org/project", dst_path: "/data" };
const DISK = { src_disk_uri: "disk://default/org/disk-1", dst_path: "/disk" };
const SECRET = { src_secret_uri: "secret://default/key", dst_path: "/secret" };

describe("a start request", () => {
  it("needs no more than an image", () => {
    expect(read({ image: "ubuntu" })).toMatchObject({
      image: "ubuntu",
      env: {},
      volumes: [],
      tags: [],
      tty: false,
      shm: false,
      restartPolicy: "never",
      priority: "normal",
      passConfig: false,
    });
  });

  it("carries everything", () => {
    const request = read({
      ...MINIMAL,
      entrypoint: "/bin/sh",
      command: "-c 'echo hi'",
      working_dir: "/work",
      http: { port: 8080, health_check_path: "/ready" },
      env: { A: "1" },
      volumes: [VOLUME],
      secret_env: { KEY: "secret://default/key" },
      secret_volumes: [SECRET],
      disk_volumes: [{ ...DISK, read_only: false }],
      tty: true,
      resources: { shm: true },
      name: "train",
      tags: ["a"],
      schedule_timeout: 60,
      max_run_time_minutes: 5,
      restart_policy: "on-failure",
      priority: "high",
    });
    expect(request).toMatchObject({
      workingDir: "/work",
      http: { port: 8080, requiresAuth: false, healthCheckPath: "/ready" },
      volumes: [{ storageUri: VOLUME.src_storage_uri, containerPath: "/data", readOnly: true }],
      secretEnv: { KEY: "secret://default/key" },
      secretFiles: [{ secretUri: SECRET.src_secret_uri, containerPath: "/secret" }],
      diskVolumes: [{ diskUri: DISK.src_disk_uri, containerPath: "/disk", readOnly: false }],
      shm: true,
      scheduleTimeoutSeconds: 60,
      lifeSpanMinutes: 5,
      restartPolicy: "on-failure",
      priority: "high",
    });
  });

  it("takes null for every optional field", () => {
    expect(
      read({ ...MINIMAL, name: null, http: null, env: null, tags: null, priority: null, resources: null }),
    ).toEqual(read(MINIMAL));
  });

  const broken: [field: string, change: Record<string, unknown>][] = [
    ["image", { image: undefined }],
    ["image", { image: " " }],
    ["image", { image: "a b" }],
    ["entrypoint", { entrypoint: "sh 'open" }],
    ["command", { command: 'echo "open' }],
    ["command", { command: "echo \\" }],
    ["working_dir", { working_dir: "relative" }],
    ["http.port", { http: { port: 65_536 } }],
    ["http.port", { http: { port: -1 } }],
    ["http.port", { http: { port: 80.5 } }],
    ["http.health_check_path", { http: { port: 80, health_check_path: "ready" } }],
    ["http.tls", { http: { port: 80, tls: true } }],
    ["env.1A", { env: { "1A": "x" } }],
    ["env.A", { env: { A: 1 } }],
    ["env.A", { env: { A: "x\0" } }],
    ["volumes[0].src_storage_uri", { volumes: [{ ...VOLUME, src_storage_uri: "disk://c/x" }] }],
    ["volumes[0].src_storage_uri", { volumes: [{ ...VOLUME, src_storage_uri: "storage://c/x?y" }] }],
    ["volumes[0].dst_path", { volumes: [{ ...VOLUME, dst_path: "/a/../b" }] }],
    ["volumes[1].dst_path", { volumes: [VOLUME, VOLUME] }],
    ["disk_volumes[0].dst_path", { volumes: [VOLUME], disk_volumes: [{ ...DISK, dst_path: "/data" }] }],
    ["disk_volumes[0].src_disk_uri", { disk_volumes: [{ ...DISK, src_disk_uri: "storage://c/x" }] }],
    ["secret_env.KEY", { secret_env: { KEY: "value" } }],
    ["secret_volumes[0].src_secret_uri", { secret_volumes: [{ ...SECRET, src_secret_uri: "secret:///x" }] }],
    ["resources.cpu", { resources: { shm: true, cpu: 1 } }],
    ["name", { name: "ab" }],
    ["name", { name: "Has-Upper" }],
    ["tags[0]", { tags: ["a b"] }],
    ["tags", { tags: Array.from({ length: MAX_TAGS + 1 }, (_, index) => `t${index}`) }],
    ["cluster_name", { cluster_name: "c" }],
    ["org_name", { org_name: "-org" }],
    ["project_name", { project_name: "P" }],
    ["schedule_timeout", { schedule_timeout: 0.5 }],
    ["schedule_timeout", { schedule_timeout: 30 * 24 * 3600 }],
    ["max_run_time_minutes", { max_run_time_minutes: 0 }],
    ["max_run_time_minutes", { max_run_time_minutes: 1.5 }],
    ["restart_policy", { restart_policy: "sometimes" }],
    ["priority", { priority: "urgent" }],
    ["preset_name", { preset_name: "" }],
    ["energy_schedule_name", { energy_schedule_name: "" }],
    ["tty", { tty: "yes" }],
    ["colour", { colour: "red" }],
  ];

  it.each(broken)("names %j when it is wrong: %j", (field, change) => {
    const wire = { ...MINIMAL, ...change };
    expect(() => read(wire)).toThrow(ContractError);
    expect(() => read(wire)).toThrow(expect.objectContaining({ field }) as ContractError);
  });

  it("says what to do in one sentence", () => {
    expect(() => read({ ...MINIMAL, colour: "red" })).toThrow("start request: colour: is not a known field");
    expect(() => read({ ...MINIMAL, env: { "1A": "x" } })).toThrow("env.1A: must start with a letter or _");
    expect(() => read({ ...MINIMAL, volumes: [VOLUME, VOLUME] })).toThrow("/data is already a mount path");
    expect(() => read({ ...MINIMAL, priority: "urgent" })).toThrow('must be one of "low", "normal", "high"');
    expect(() => read({ ...MINIMAL, max_run_time_minutes: 0 })).toThrow("must be at least 1");
  });

  it("takes the limits themselves", () => {
    expect(read({ ...MINIMAL, http: { port: 0 }, schedule_timeout: 1, max_run_time_minutes: 1 }).http?.port).toBe(0);
    expect(read({ ...MINIMAL, http: { port: 65_535 } }).http?.port).toBe(65_535);
    expect(read({ ...MINIMAL, tags: Array.from({ length: MAX_TAGS }, (_, index) => `t${index}`) }).tags).toHaveLength(
      16,
    );
  });
});

describe("a run request", () => {
  it("has a container with resources of its own", () => {
    const request = parse(
      runRequest,
      { container: { image: "ubuntu", resources: { cpu: 0.5, memory_mb: 64 } }, is_preemptible: true },
      "run request",
    );
    expect(request).toMatchObject({
      is_preemptible: true,
      container: { image: "ubuntu", resources: { cpu: 0.5, memoryBytes: 67_108_864 } },
    });
  });

  it("names a broken field inside the container", () => {
    const container = { image: "ubuntu", resources: { cpu: 1, memory: 1 }, volumes: [VOLUME, VOLUME] };
    expect(() => parse(runRequest, { container }, "run request")).toThrow(
      expect.objectContaining({ field: "container.volumes[1].dst_path" }) as ContractError,
    );
  });
});
