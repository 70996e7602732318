import { describe, expect, it } from "vitest";
import { capacity, platformConfig, preset } from "./config.ts";
import { parse, type ContractError } from "./parse.ts";

const read = (wire: unknown) => parse(platformConfig, wire, "config");
const CLUSTER = { name: "default", monitoring_url: "https://x/api/v1/jobs" };

describe("the platform's configuration", () => {
  it("without a token tells only how to sign in", () => {
    const config = read({
      authorized: false,
      auth_url: "https://a",
      client_id: "c",
      callback_urls: ["http://127.0.0.1"],
    });
    expect(config).toMatchObject({ authorized: false, clusters: [], projects: [], orgs: [], username: undefined });
    expect(config.oauth).toMatchObject({ authUrl: "https://a", clientId: "c", callbackUrls: ["http://127.0.0.1"] });
  });

  it("tolerates an empty answer, unknown fields and nulls", () => {
    expect(read({})).toMatchObject({ authorized: false, clusters: [] });
    expect(read({ authorized: null, clusters: null, future: 1 })).toMatchObject({ authorized: false, clusters: [] });
  });

  it("reads a cluster with only what it must have", () => {
    expect(read({ authorized: true, clusters: [CLUSTER] }).clusters[0]).toMatchObject({
      name: "default",
      monitoringUrl: "https://x/api/v1/jobs",
      orgs: [],
      presets: [],
      resourcePools: [],
      engine: undefined,
    });
  });

  it("reads organizations of a cluster as names and as objects", () => {
    const cluster = { ...CLUSTER, orgs: ["one", { name: "two", quota: 1 }] };
    expect(read({ clusters: [cluster] }).clusters[0]?.orgs).toEqual(["one", "two"]);
  });

  it("reads pools, schedules, storage prices and what the engine cannot do", () => {
    const cluster = {
      ...CLUSTER,
      resource_pool_types: [{ name: "p", cpu: 4, memory: 1024, disk_size: 5, nvidia_gpu: { count: 1, model: "v100" } }],
      energy_schedules: [{ name: "green", periods: [{ weekday: 1, start_time: "00:00", end_time: "06:00" }] }],
      storage_volumes: [{ name: "hot", credits_per_hour_per_gb: "0.25" }],
      engine: { name: "process", unsupported: { volumes: "Not here." } },
    };
    expect(read({ clusters: [cluster] }).clusters[0]).toMatchObject({
      resourcePools: [{ name: "p", cpu: 4, memoryBytes: 1024, diskBytes: 5, nvidiaGpu: { count: 1, model: "v100" } }],
      energySchedules: [{ name: "green", periods: [{ weekday: 1, startTime: "00:00", endTime: "06:00" }] }],
      storageVolumes: [{ name: "hot", creditsPerHourPerGb: 0.25 }],
      engine: { name: "process", unsupported: { volumes: "Not here." } },
    });
  });

  it.each<[string, unknown]>([
    ["clusters[0].monitoring_url", { clusters: [{ name: "c" }] }],
    [
      "clusters[0].resource_presets[0].cpu",
      { clusters: [{ ...CLUSTER, resource_presets: [{ name: "p", memory: 1 }] }] },
    ],
    ["projects[0].cluster_name", { projects: [{ name: "p" }] }],
    ["authorized", { authorized: "yes" }],
  ])("names %s when it is wrong", (field, wire) => {
    expect(() => read(wire)).toThrow(expect.objectContaining({ name: "ContractError", field }) as ContractError);
  });
});

describe("a preset", () => {
  it("reads its price as a decimal string or a number, and memory in either unit", () => {
    const base = { name: "small", cpu: 0.5 };
    expect(parse(preset, { ...base, memory: 1024, credits_per_hour: "0.1" }, "preset")).toMatchObject({
      creditsPerHour: 0.1,
      memoryBytes: 1024,
    });
    expect(parse(preset, { ...base, memory_mb: 1, credits_per_hour: 2 }, "preset")).toMatchObject({
      creditsPerHour: 2,
      memoryBytes: 1_048_576,
    });
  });

  it("must say how much memory it gives", () => {
    expect(() => parse(preset, { name: "p", cpu: 1 }, "preset")).toThrow("preset: memory: is required");
  });
});

describe("the capacity", () => {
  it("is a count by preset", () => {
    expect(parse(capacity, { small: 3, large: 0 }, "capacity")).toEqual({ small: 3, large: 0 });
    expect(() => parse(capacity, { small: "3" }, "capacity")).toThrow("capacity: small: must be a number");
  });
});
