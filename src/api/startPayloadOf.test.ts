import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { job, type JobPayload } from "../../contract/job.ts";
import { parse } from "../../contract/parse.ts";
import { runRequest, startRequest } from "../../contract/start.ts";
import { startBodyOf, startPayloadOf } from "./startPayloadOf.ts";

const fixture = readFileSync(new URL("../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const WIRE = JSON.parse(fixture) as JobPayload;

const FULL: JobPayload = {
  ...WIRE,
  name: "train",
  tags: ["a", "b"],
  description: "again",
  preset_name: "gpu-small",
  org_name: "org",
  project_name: "project",
  pass_config: true,
  privileged: true,
  scheduler_enabled: false,
  schedule_timeout: 90,
  max_run_time_minutes: 45,
  restart_policy: "on-failure",
  priority: "high",
  energy_schedule_name: "green",
  container: {
    image: "ubuntu:24.04",
    entrypoint: "/bin/sh -c",
    command: "'echo hi'",
    working_dir: "/work",
    env: { A: "1" },
    volumes: [{ src_storage_uri: "storage://default/x", dst_path: "/x", read_only: false }],
    secret_env: { KEY: "secret://default/key" },
    secret_volumes: [{ src_secret_uri: "secret://default/key", dst_path: "/key" }],
    disk_volumes: [{ src_disk_uri: "disk://default/d", dst_path: "/d", read_only: true }],
    tty: true,
    http: { port: 8080, requires_auth: true, health_check_path: "/ready" },
    resources: { cpu: 1, memory: 1, shm: true },
  },
};

describe("starting a job again", () => {
  it("carries everything over but the name", () => {
    expect(startPayloadOf(parse(job, FULL, "job"))).toEqual({
      ...FULL.container,
      resources: { shm: true },
      preset_name: "gpu-small",
      tags: ["a", "b"],
      description: "again",
      cluster_name: "default",
      org_name: "org",
      project_name: "project",
      pass_config: true,
      privileged: true,
      schedule_timeout: 90,
      max_run_time_minutes: 45,
      restart_policy: "on-failure",
      priority: "high",
      energy_schedule_name: "green",
    });
  });

  it("makes a request that keeps every rule, also from a job with nothing but an image", () => {
    const bare = { ...WIRE, priority: "unheard-of", container: { image: "ubuntu", resources: { cpu: 1, memory: 1 } } };
    for (const wire of [FULL, bare]) {
      const payload = JSON.parse(JSON.stringify(startPayloadOf(parse(job, wire, "job")))) as unknown;
      expect(parse(startRequest, payload, "start request").image).toBe(wire.container.image);
    }
  });

  it("leaves out a timeout that a preset whose jobs take turns refuses", () => {
    const payload = startPayloadOf(parse(job, { ...FULL, scheduler_enabled: true }, "job"));
    expect(payload.schedule_timeout).toBeUndefined();
  });

  it("brings the resources of a job that had no preset", () => {
    const resources = { cpu: 0.5, memory: 2 ** 26, memory_mb: 64, shm: true, nvidia_gpu: 1, nvidia_gpu_model: "A100" };
    const wire = { ...FULL, preset_name: undefined, is_preemptible_node_required: true };
    const body = startBodyOf(parse(job, { ...wire, container: { ...FULL.container, resources } }, "job"));
    expect(body).toMatchObject({
      preemptible_node: true,
      container: {
        command: "'echo hi'",
        resources: { cpu: 0.5, memory: 2 ** 26, shm: true, nvidia_gpu: 1, nvidia_gpu_model: "A100" },
      },
    });
    expect(parse(runRequest, JSON.parse(JSON.stringify(body)), "request").priority).toBe("high");
  });
});
