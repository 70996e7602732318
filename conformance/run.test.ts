import { describe, expect, it } from "vitest";
import { call, run, statusOf, target } from "./testing/api.ts";

const MEBIBYTE = 1024 * 1024;
const SMALL = { cpu: 0.1, memory: 32 * MEBIBYTE };

/** Starts with resources of its own and reads them back. */
async function resourcesOf(resources: object) {
  const { id } = await run({}, {}, resources);
  return (await statusOf(id)).container.resources;
}

describe("run (deprecated)", () => {
  it("keeps and returns cpu, memory and shm", async () => {
    const kept = { cpu: 0.1, memory: 32 * MEBIBYTE, memory_mb: 32, shm: true };
    expect(await resourcesOf({ cpu: 0.1, memory: 32 * MEBIBYTE, shm: true })).toMatchObject(kept);
    expect(await resourcesOf({ cpu: 0.1, memory_mb: 32 })).toMatchObject({ ...kept, shm: false });
  });

  it("keeps NVIDIA GPUs under their own and their legacy names; what is not there is waited for", async () => {
    const kept = { nvidia_gpu: 99, nvidia_gpu_model: "some-model" };
    expect(await resourcesOf({ ...SMALL, ...kept })).toMatchObject(kept);
    const { id, container } = await run({}, {}, { ...SMALL, gpu: 99, gpu_model: "some-model" });
    expect(container.resources).toMatchObject(kept);
    const job = await statusOf(id);
    expect(job).toMatchObject({ status: "pending", history: { description: expect.stringMatching(/GPU/) as string } });
  });

  it.each([
    ["amd_gpu", { amd_gpu: 1, amd_gpu_model: "some-model" }],
    ["intel_gpu", { intel_gpu: 1, intel_gpu_model: "some-model" }],
    ["tpu", { tpu: { type: "v2-8", software_version: "1.14" } }],
  ])("keeps %s, or refuses it in words", async (name, resources) => {
    const container = { image: target.image, command: "true", resources: { ...SMALL, ...resources } };
    const { status, body } = await call("POST", "/jobs", { container });
    if (status === 202) {
      expect(body).toMatchObject({ container: { resources } });
      await call("DELETE", `/jobs/${(body as { id: string }).id}`);
    } else {
      const field = `container.resources.${name}`;
      expect([status, body]).toMatchObject([400, { error: expect.stringMatching(/\w+ \w+/) as string, field }]);
      const sentence = target.unsupported[name];
      if (sentence !== undefined) expect(body).toMatchObject({ error: `${field}: ${sentence}` });
    }
  });

  it("takes scheduler_enabled and preemptible_node, and answers under their legacy names too", async () => {
    const flags = { scheduler_enabled: true, preemptible_node: true };
    const job = await run(flags, {}, SMALL);
    expect(job).toMatchObject({ ...flags, is_preemptible: true, is_preemptible_node_required: true });
    expect(await run({ is_preemptible: true }, {}, SMALL)).toMatchObject({
      ...{ scheduler_enabled: true, is_preemptible: true, preemptible_node: false },
    });
  });

  it("takes everything else that a start takes", async () => {
    const job = {
      ...{ description: "d", tags: ["one"], pass_config: true, schedule_timeout: 100, max_run_time_minutes: 3 },
      ...{ priority: "high", restart_policy: "on-failure" },
    };
    const container = { entrypoint: "sleep", command: "1000", working_dir: "/tmp", env: { A: "b" }, tty: true };
    const started = await run({ ...job, wait_for_jobs_quota: true }, container, SMALL);
    expect(started).toMatchObject({ ...job, container: { ...container, image: target.image } });
  });

  it.each<[string, object, object]>([
    ["schedule_timeout", { scheduler_enabled: true, schedule_timeout: 5 }, {}],
    ["container.resources.cpu", {}, { resources: { ...SMALL, cpu: 0.05 } }],
    ["container.resources.memory", {}, { resources: { cpu: 0.1, memory: 1 } }],
    ["container.resources.memory", {}, { resources: { cpu: 0.1 } }],
    ["container.resources.cpu", {}, { resources: { memory: 32 * MEBIBYTE } }],
    ["container.image", {}, { image: undefined }],
    ["container.command", {}, { command: "echo 'open" }],
    ["container.no_such_field", {}, { no_such_field: 1 }],
  ])("names %s when it is wrong", async (field, job, container) => {
    const body = { ...job, container: { image: target.image, command: "true", resources: SMALL, ...container } };
    const { status, body: answer } = await call("POST", "/jobs", body);
    expect([status, answer]).toMatchObject([400, { error: expect.stringMatching(/\w+ \w+/) as string, field }]);
  });
});
