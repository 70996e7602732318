import { describe, expect, it } from "vitest";
import { preset as presetSchema, type Preset } from "../../../contract/config.ts";
import { job as jobSchema, type Job } from "../../../contract/job.ts";
import { parse } from "../../../contract/parse.ts";
import { adviceFor } from "./adviceFor.ts";
import { FEW_CPUS_MS } from "./cpuAdvice.ts";
import { IDLE_GPU_MS } from "./gpuAdvice.ts";
import { NEAR_LIMIT_MS } from "./memoryAdvice.ts";
import type { Observed } from "./observed.ts";

const GIBIBYTE = 2 ** 30;
const STEP_MS = 10_000;
const NOW_MS = Date.UTC(2026, 0, 2, 12);

function jobOf(resources: Record<string, unknown>, more: Record<string, unknown> = {}): Job {
  return parse(
    jobSchema,
    {
      ...{ id: "job-1", owner: "ann", cluster_name: "default", uri: "job://default/ann/job-1", status: "running" },
      history: { created_at: new Date(NOW_MS - 3_600_000).toISOString() },
      container: { image: "host", env: {}, volumes: [], resources },
      ...{ preset_name: "large", price_credits_per_hour: "4", ...more },
    },
    "job",
  );
}

const presetOf = (name: string, cpu: number, gibibytes: number, price: string, gpus?: number): Preset =>
  parse(
    presetSchema,
    {
      ...{ name, cpu, memory: gibibytes * GIBIBYTE, credits_per_hour: price },
      nvidia_gpu: gpus === undefined ? undefined : { count: gpus },
    },
    "preset",
  );

const PRESETS = [
  presetOf("tiny", 0.5, 1, "0.5"),
  presetOf("small", 1, 4, "1"),
  presetOf("large", 4, 8, "4"),
  presetOf("huge", 8, 16, "8"),
  presetOf("gpu", 4, 8, "14", 1),
];

interface Curves {
  readonly cpu?: (ageMs: number) => number;
  readonly memory?: (ageMs: number) => number;
  readonly gpu?: (ageMs: number) => number;
}

function observed(spanMs: number, { cpu = () => 4, memory = () => GIBIBYTE, gpu }: Curves): Observed {
  const ages = Array.from({ length: spanMs / STEP_MS }, (_, index) => spanMs - (index + 1) * STEP_MS);
  return {
    stepMs: STEP_MS,
    timestampsMs: ages.map((ageMs) => NOW_MS - ageMs),
    cpu: ages.map(cpu),
    memoryBytes: ages.map(memory),
    gpuDutyPercent: gpu ? ages.map(gpu) : [],
  };
}

const LARGE = jobOf({ cpu: 4, memory: 8 * GIBIBYTE });
const GPU = jobOf({ cpu: 4, memory: 8 * GIBIBYTE, nvidia_gpu: 1 });
const context = { nowMs: NOW_MS, presets: PRESETS };
const kinds = (job: Job, seen: Observed, more = {}) =>
  adviceFor(job, seen, { ...context, ...more }).map(({ kind }) => kind);

describe("an idle GPU", () => {
  it("is told of from ten minutes on", () => {
    const idle = { gpu: () => 4.9 };
    expect(kinds(GPU, observed(IDLE_GPU_MS - STEP_MS, idle))).toEqual([]);
    const [advice] = adviceFor(GPU, observed(IDLE_GPU_MS, idle), context);
    expect(advice?.title).toBe("GPU idle for 10m 0s");
    expect(advice?.sinceMs).toBe(NOW_MS - IDLE_GPU_MS + STEP_MS);
    expect(advice?.evidence).toContain("5 % of its time on average");
  });

  it("is one that does less than 5 % in every minute's mean: a heartbeat is no work, a minute of work is", () => {
    const span = IDLE_GPU_MS * 2;
    expect(kinds(GPU, observed(span, { gpu: () => 5 }))).toEqual([]);
    expect(kinds(GPU, observed(span, { gpu: (ageMs) => (ageMs % 60_000 === 0 ? 29 : 0) }))).toEqual(["gpu-idle"]);
    expect(kinds(GPU, observed(span, { gpu: (ageMs) => (ageMs < 60_000 ? 90 : 0) }))).toEqual([]);
    const worked = observed(span, { gpu: (ageMs) => (ageMs >= IDLE_GPU_MS ? 90 : 0) });
    expect(adviceFor(GPU, worked, context)[0]?.sinceMs).toBe(NOW_MS - IDLE_GPU_MS + STEP_MS);
  });
});

describe("memory", () => {
  const seen = (share: number, ageMs = 0) =>
    observed(2 * NEAR_LIMIT_MS, { memory: (age) => (age === ageMs ? share * 8 * GIBIBYTE : GIBIBYTE) });

  it("is near its limit from 90 % on, in the last five minutes", () => {
    expect(kinds(LARGE, seen(0.899))).toEqual([]);
    expect(kinds(LARGE, seen(0.9))).toEqual(["memory"]);
    expect(kinds(LARGE, seen(0.95, NEAR_LIMIT_MS - STEP_MS))).toEqual(["memory"]);
    expect(kinds(LARGE, seen(0.95, NEAR_LIMIT_MS))).toEqual([]);
  });

  it("names the peak and the preset with more", () => {
    const [advice] = adviceFor(LARGE, seen(0.95), context);
    expect(advice?.title).toBe("Memory at 95 % of its limit");
    expect(advice?.evidence).toContain("7.6 GiB of 8 GiB");
    expect(advice?.preset).toEqual({ name: "huge", savesPerHour: -4 });
  });
});

describe("few CPUs", () => {
  it("are told of below a quarter of what was asked for, once watched for five minutes", () => {
    expect(kinds(LARGE, observed(FEW_CPUS_MS - STEP_MS, { cpu: () => 0.5 }))).toEqual([]);
    expect(kinds(LARGE, observed(FEW_CPUS_MS, { cpu: () => 1 }))).toEqual([]);
    expect(kinds(LARGE, observed(FEW_CPUS_MS, { cpu: () => 0.99 }))).toEqual(["cpu"]);
    expect(kinds(jobOf({ cpu: 0.4, memory: 8 * GIBIBYTE }), observed(FEW_CPUS_MS, { cpu: () => 0 }))).toEqual([]);
  });

  it("name the cheapest preset that has room for all that was used, and what it saves", () => {
    const seen = observed(FEW_CPUS_MS, { cpu: () => 0.5, memory: () => 2 * GIBIBYTE });
    const [advice] = adviceFor(LARGE, seen, context);
    expect(advice?.title).toBe("Uses 0.5 of 4 cores");
    expect(advice?.preset).toEqual({ name: "small", savesPerHour: 3 });
    const modest = observed(FEW_CPUS_MS, { cpu: () => 0.3, memory: () => 0.5 * GIBIBYTE });
    expect(adviceFor(LARGE, modest, context)[0]?.preset?.name).toBe("tiny");
    const hungry = observed(FEW_CPUS_MS, { cpu: () => 0.3, memory: () => 6 * GIBIBYTE });
    expect(adviceFor(LARGE, hungry, context)[0]?.preset).toBeUndefined();
    expect(adviceFor(GPU, seen, context)[0]?.preset).toBeUndefined();
  });

  it("overlook what a program does for a moment as it starts", () => {
    const span = 20 * 60_000;
    const seen = observed(span, { cpu: (ageMs) => (ageMs > span - 50_000 ? 4 : 0.1) });
    expect(kinds(LARGE, seen)).toEqual(["cpu"]);
    // Room for the start is left all the same.
    expect(adviceFor(LARGE, seen, context)[0]?.preset).toBeUndefined();
  });
});

describe("advice", () => {
  it("tells of silence since when the platform says so", () => {
    const silent = { silentSinceMs: NOW_MS - 25 * 60_000 };
    const [advice] = adviceFor(LARGE, observed(STEP_MS, {}), { ...context, ...silent });
    expect([advice?.kind, advice?.title]).toEqual(["silent", "Silent for 25m 0s"]);
  });

  it("puts first what is most urgent, and is silent about jobs that do not run", () => {
    const seen = observed(2 * IDLE_GPU_MS, { cpu: () => 0, memory: () => 7.9 * GIBIBYTE, gpu: () => 0 });
    expect(kinds(GPU, seen, { silentSinceMs: NOW_MS - 1 })).toEqual(["memory", "gpu-idle", "silent", "cpu"]);
    expect(kinds({ ...GPU, status: "suspended" }, seen, { silentSinceMs: 0 })).toEqual([]);
    expect(kinds(LARGE, observed(0, {}))).toEqual([]);
  });
});
