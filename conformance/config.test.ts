import { describe, expect, it } from "vitest";
import { call, target } from "./testing/api.ts";

interface Config {
  readonly clusters: readonly Record<string, unknown>[];
}

describe("config", () => {
  it("without a token tells only how to sign in", async () => {
    const response = await fetch(`${target.url}/api/v1/config`);
    const body = (await response.json()) as Record<string, unknown>;
    expect(response.status).toBe(200);
    expect(body.authorized).toBe(false);
    const oauth = ["auth_url", "token_url", "logout_url", "client_id", "audience", "headless_callback_url"];
    for (const field of oauth) expect(body[field], field).toBeTypeOf("string");
    expect(body.callback_urls).toBeInstanceOf(Array);
    for (const field of ["clusters", "projects", "orgs", "username"]) expect(body[field] ?? [], field).toEqual([]);
  });

  it("with a token tells of clusters, projects and organizations", async () => {
    const { status, body } = await call("GET", "/config");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      authorized: true,
      orgs: expect.any(Array) as unknown[],
      projects: expect.arrayContaining([
        expect.objectContaining({
          name: target.project,
          role: expect.any(String) as string,
          cluster_name: target.cluster,
        }),
      ]) as unknown[],
    });
    const [cluster] = (body as Config).clusters;
    expect(cluster).toMatchObject({
      name: target.cluster,
      monitoring_url: `${target.url}/api/v1/jobs`,
      orgs: expect.any(Array) as unknown[],
      timezone: expect.stringMatching(/\w/) as string,
      energy_schedules: expect.any(Array) as unknown[],
      storage_volumes: expect.any(Array) as unknown[],
    });
    for (const field of ["registry", "storage", "secrets", "disks", "buckets", "users"]) {
      expect(cluster?.[`${field}_url`], field).toMatch(/^https?:/);
    }
  });

  it("prices presets and measures pools", async () => {
    const [cluster] = ((await call("GET", "/config")).body as Config).clusters;
    const presets = cluster?.resource_presets as Record<string, unknown>[];
    expect(presets.length).toBeGreaterThan(0);
    for (const preset of presets) {
      expect(preset).toMatchObject({
        name: expect.stringMatching(/^\S+$/) as string,
        credits_per_hour: expect.stringMatching(/^\d+(\.\d+)?$/) as string,
        cpu: expect.any(Number) as number,
        memory: expect.any(Number) as number,
      });
      expect(preset.memory_mb).toBe(Math.floor((preset.memory as number) / 1024 ** 2));
    }
    const pools = cluster?.resource_pool_types as Record<string, number>[];
    for (const pool of pools) {
      expect(pool.available_cpu).toBeLessThanOrEqual(pool.cpu ?? NaN);
      expect(pool.available_memory).toBeLessThanOrEqual(pool.memory ?? NaN);
    }
  });

  it.runIf(target.isOwn)("says who asks, and in which role", async () => {
    const { body } = await call("GET", "/config");
    expect(body).toMatchObject({
      username: target.userName,
      role: expect.stringMatching(/^(user|manager)$/) as string,
    });
  });

  it.runIf(target.isOwn)("says in sentences what the engine cannot do", async () => {
    const [cluster] = ((await call("GET", "/config")).body as Config).clusters;
    const { name, unsupported } = cluster!.engine as { name: string; unsupported: Record<string, string> };
    expect(name).toBe(target.engine);
    for (const [field, sentence] of Object.entries(unsupported)) expect(sentence, field).toMatch(/^[A-Z].*\.$/);
  });

  it.runIf(target.isOwn)("says that its engine answers, and which images are there", async () => {
    expect((await call("GET", "/engine/health")).body).toEqual({ state: "ok" });
    const { images } = (await call("GET", "/engine/images")).body as { images: string[] };
    expect(images).toContain(target.image);
  });
});

describe("capacity", () => {
  it("counts how many more jobs of each preset could start", async () => {
    const [cluster] = ((await call("GET", "/config")).body as Config).clusters;
    const names = (cluster!.resource_presets as { name: string }[]).map(({ name }) => name);
    const { status, body } = await call("GET", "/jobs/capacity");
    expect(status).toBe(200);
    expect(Object.keys(body as object).sort()).toEqual([...names].sort());
    for (const count of Object.values(body as object)) expect(count).toSatisfy(Number.isInteger);
  });
});
