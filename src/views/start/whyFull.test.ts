import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { platformConfig, type Cluster, type Preset, type PresetPayload } from "../../../contract/config.ts";
import { job, type Job, type JobPayload } from "../../../contract/job.ts";
import { parse } from "../../../contract/parse.ts";
import { whyNever } from "./fit.ts";
import { whyFull } from "./whyFull.ts";

const fixture = readFileSync(new URL("../../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const WIRE = JSON.parse(fixture) as JobPayload;
const GIBIBYTE = 1024 ** 3;
const MACHINE = { name: "machine", max_size: 1, cpu: 4, memory: 8 * GIBIBYTE, nvidia_gpu: { count: 2, model: "A100" } };

type Held = JobPayload["container"]["resources"];

function jobWith(resources: Partial<Held>, change: Partial<JobPayload> = {}): Job {
  const held: Held = { cpu: 0.5, memory: GIBIBYTE / 4, ...resources };
  const container = { ...WIRE.container, resources: held };
  return parse(job, { ...WIRE, status: "running", cluster_name: "default", container, ...change }, "job");
}

function wantedIn(preset: Partial<PresetPayload>, pools: readonly object[] = [MACHINE]): [Preset, Cluster] {
  const presets = [{ name: "wanted", cpu: 1, memory: GIBIBYTE, ...preset }];
  const wire = { name: "default", monitoring_url: "x", resource_pool_types: pools, resource_presets: presets };
  const [cluster] = parse(platformConfig, { clusters: [wire] }, "config").clusters as [Cluster];
  return [cluster.presets[0] as Preset, cluster];
}

function ask(preset: Partial<PresetPayload>, jobs: readonly Job[], pools?: readonly object[]): string {
  return whyFull(...wantedIn(preset, pools), jobs);
}

it.each([
  ["2 running jobs hold all 4 CPUs.", {}, [jobWith({ cpu: 1 }), jobWith({ cpu: 3 })]],
  ["1 running job holds 3.5 of 4 CPUs.", {}, [jobWith({ cpu: 3.5 })]],
  ["1 running job holds 7.5 GiB of 8 GiB of memory.", {}, [jobWith({ memory: 7.5 * GIBIBYTE })]],
  ["1 running job holds all 2 GPUs.", { nvidia_gpu: { count: 1 } }, [jobWith({ nvidia_gpu: 2 }), jobWith({})]],
  ["It needs 8 CPUs, and there are only 4 CPUs in all.", { cpu: 8 }, []],
  ["It needs 1 GPU, and there are none.", { intel_gpu: { count: 1 } }, [], [{ ...MACHINE, nvidia_gpu: undefined }]],
] as const)("%s", (words, preset, jobs, pools?: readonly object[]) => {
  expect(ask(preset, jobs, pools)).toBe(words);
});

it("counts neither jobs that wait nor those of other clusters", () => {
  const others = [jobWith({ cpu: 4 }, { status: "pending" }), jobWith({ cpu: 4 }, { cluster_name: "other" })];
  expect(ask({}, others)).toMatch(/^The machine has room/);
});

it("counts jobs of the preset where nobody says what there is in all", () => {
  const jobs = [jobWith({}, { preset_name: "wanted" }), jobWith({}, { preset_name: "other" })];
  expect(ask({}, jobs, [])).toBe("1 running job has this preset.");
  expect(ask({}, jobs, [{ ...MACHINE, max_size: 4 }])).toBe("1 running job has this preset.");
  expect(ask({}, [], [])).toBe("Nothing of it is free now.");
});

it("knows what can never start, where somebody says what there is in all", () => {
  expect(whyNever(...wantedIn({ memory: 9 * GIBIBYTE }))).toBe(
    "It needs 9 GiB of memory, and there are only 8 GiB of memory in all.",
  );
  expect(whyNever(...wantedIn({ cpu: 4 }))).toBeUndefined();
  expect(whyNever(...wantedIn({ cpu: 400 }, [{ ...MACHINE, max_size: 4 }]))).toBeUndefined();
});
