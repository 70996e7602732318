import { describe, expect, it } from "vitest";
import { platformConfig, type Cluster, type PlatformConfigPayload } from "../../../contract/config.ts";
import { parse } from "../../../contract/parse.ts";
import { runRequest } from "../../../contract/start.ts";
import { checkForm } from "./formErrors.ts";
import { formOfOwn, gpuModelsOf, ownDemandOf, ownOfPreset, ownWords, whyNone } from "./ownResources.ts";
import { emptyForm, type StartForm } from "./startForm.ts";
import { toBody } from "./toRequest.ts";

const OWN = { usesOwnResources: true, cpu: "0.5", memory: "1.5 GiB" };
const form = (change: Partial<StartForm> = {}): StartForm => ({ ...emptyForm("host", "small"), ...OWN, ...change });

function clusterOf(change: Partial<NonNullable<PlatformConfigPayload["clusters"]>[number]>): Cluster {
  const cluster = { name: "default", monitoring_url: "http://x/api/v1/jobs", ...change };
  const [read] = parse(platformConfig, { clusters: [cluster] }, "config").clusters;
  if (!read) throw new Error("there is a cluster");
  return read;
}

const GPU_PRESET = {
  name: "gpu",
  cpu: 2,
  memory: 4 * 1024 ** 3,
  nvidia_gpu: { count: 2, model: "A100", memory: 1 },
};

describe("toBody", () => {
  it("sends a job with its own resources as a container, with all else that it has", () => {
    const body = toBody(
      form({
        command: "train",
        name: "own-1",
        tags: ["a"],
        env: [{ key: 0, name: "A", value: "1" }],
        shm: true,
        gpuMaker: "amd",
        gpuCount: "2",
        gpuModel: " MI300 ",
        tpuType: "v3-8",
        tpuVersion: "2.16",
        lifeSpan: "1h",
      }),
    );
    expect(body).toEqual({
      name: "own-1",
      tags: ["a"],
      max_run_time_minutes: 60,
      container: {
        image: "host",
        command: "train",
        env: { A: "1" },
        resources: {
          cpu: 0.5,
          memory: 1.5 * 1024 ** 3,
          shm: true,
          amd_gpu: 2,
          amd_gpu_model: "MI300",
          tpu: { type: "v3-8", software_version: "2.16" },
        },
      },
    });
    expect(() => parse(runRequest, body, "request")).not.toThrow();
  });

  it("says no more than what was asked for, and with a preset nothing of own resources", () => {
    expect(toBody(form())).toEqual({
      container: { image: "host", resources: { cpu: 0.5, memory: 1.5 * 1024 ** 3 } },
    });
    expect(toBody(form({ usesOwnResources: false }))).toEqual({ image: "host", preset_name: "small" });
  });
});

describe("own resources", () => {
  it.each([
    ["cpu", { cpu: "" }],
    ["cpu", { cpu: "0.05" }],
    ["cpu", { cpu: "1e3" }],
    ["memory", { memory: "" }],
    ["memory", { memory: "4" }],
    ["memory", { memory: "8MiB" }],
    ["gpuCount", { gpuCount: "1.5" }],
    ["gpuCount", { gpuModel: "A100" }],
    ["gpuCount", { gpuModel: "A100", gpuCount: "0" }],
    ["tpuType", { tpuVersion: "2" }],
    ["tpuVersion", { tpuType: "v3-8" }],
  ] as const)("say what is wrong with %s of %j, only where they are used", (field, change) => {
    const errors = checkForm(form(change));
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(/^Must be/);
    expect(checkForm(form({ ...change, usesOwnResources: false }))).toEqual({});
  });

  it("are at most what there is in all", () => {
    const total = { cpu: 4, memoryBytes: 2 ** 30, gpus: 0 };
    const errors = checkForm(form({ cpu: "4.5", memory: "2GiB", gpuCount: "1" }), { total });
    expect(errors).toEqual({
      cpu: "Must be at most what there is in all: 4 CPUs",
      memory: "Must be at most what there is in all: 1 GiB of memory",
      gpuCount: "Must be at most what there is in all: 0 GPUs",
    });
    expect(checkForm(form({ cpu: "4", memory: "1GiB", gpuCount: "0" }), { total })).toEqual({});
    expect(checkForm(form({ usesOwnResources: false }), { total, neverFits: "It needs 8 CPUs." })).toEqual({
      preset: "It needs 8 CPUs.",
    });
  });

  it("are the same when a job that has them is run again, with what no field shows", () => {
    const own = {
      resources: { cpu: 0.5, memory: 96 * 2 ** 20, nvidia_gpu: 2, nvidia_gpu_model: "A100" },
      scheduler_enabled: true,
    };
    expect(ownDemandOf({ ...emptyForm("host", ""), ...formOfOwn(own) })).toEqual(own);
  });

  it("need no preset", () => {
    expect(checkForm(form({ preset: "" }))).toEqual({});
  });

  it("begin with what a preset gives", () => {
    const [preset] = clusterOf({ resource_presets: [GPU_PRESET] }).presets;
    if (!preset) throw new Error("there is a preset");
    const own = ownOfPreset(preset);
    expect(own).toMatchObject({ cpu: "2", memory: "4GiB", gpuMaker: "nvidia", gpuCount: "2", gpuModel: "A100" });
    expect(ownWords({ ...form(), ...own })).toBe("2 CPUs · 4 GiB · 2 × A100");
  });

  it("are off where the cluster lacks them, with the engine's reason where it gives one", () => {
    const cluster = clusterOf({
      resource_presets: [GPU_PRESET],
      engine: { name: "process", unsupported: { amd_gpu: "Only NVIDIA GPUs are known." } },
    });
    expect(whyNone(cluster, "nvidia")).toBeUndefined();
    expect(whyNone(cluster, "amd")).toBe("Only NVIDIA GPUs are known.");
    expect(whyNone(cluster, "intel")).toBe("This cluster has no Intel GPUs.");
    expect(whyNone(cluster, "tpu")).toBe("No preset of this cluster has a TPU.");
    expect(gpuModelsOf(cluster, "nvidia")).toEqual(["A100"]);
  });
});
