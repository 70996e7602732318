import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { job } from "./job.ts";
import { ContractError, parse } from "./parse.ts";

type Wire = Record<string, unknown>;
const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8")) as Wire;
const read = (wire: unknown) => parse(job, wire, "job");

describe("a job on the wire", () => {
  it("that failed tells when, why and what it cost", () => {
    const failed = read(fixture("job-failed"));
    expect(failed).toMatchObject({
      id: "job-id",
      status: "failed",
      owner: "owner",
      clusterName: "default",
      httpUrl: "http://my_host:8889",
      schedulerEnabled: true,
      preemptibleNode: true,
      totalPriceCredits: 10.01,
      pricePerHourCredits: 20,
      history: {
        // 12:23:13.981621: the platform's microseconds are cut.
        createdAtMs: 1_535_545_393_981,
        startedAtMs: 1_535_545_395_988,
        finishedAtMs: 1_535_547_571_427,
        reason: "ContainerCannotRun",
        description: "Not enough coffee",
        restarts: 0,
      },
      container: {
        image: "submit-image-name",
        command: "submit-command",
        http: { port: 8181, requiresAuth: false },
        resources: { cpu: 7, memoryBytes: 4_294_967_296, shm: true, nvidiaGpu: 1 },
        volumes: [
          { storageUri: "storage://test-user/path_read_only", containerPath: "/container/read_only", readOnly: true },
          {
            storageUri: "storage://test-user/path_read_write",
            containerPath: "/container/path_read_write",
            readOnly: false,
          },
        ],
      },
    });
  });

  it("tolerates every optional field missing", () => {
    const started = read(fixture("job-started-from-preset"));
    expect(started).toMatchObject({
      tags: [],
      transitions: [],
      restartPolicy: "never",
      passConfig: false,
      logsRemoved: false,
    });
    expect(started.container).toMatchObject({
      env: {},
      volumes: [],
      secretEnv: {},
      secretFiles: [],
      diskVolumes: [],
      tty: false,
    });
    expect(started.name).toBeUndefined();
    expect(started.lifeSpanSeconds).toBeUndefined();
  });

  it("tolerates fields it does not know, and null where a field may be missing", () => {
    const wire = {
      ...fixture("job-with-http"),
      brand_new: { a: 1 },
      name: null,
      tags: null,
      max_run_time_minutes: null,
    };
    expect(read(wire)).toMatchObject({ status: "running", name: undefined, tags: [], lifeSpanSeconds: undefined });
  });

  it("reads a status that it does not know as unknown", () => {
    expect(read({ ...fixture("job-with-http"), status: "hibernating" }).status).toBe("unknown");
  });

  it("prefers the address by name", () => {
    expect(read({ ...fixture("job-with-http"), http_url_named: "http://named" }).httpUrl).toBe("http://named");
  });

  it("reads transitions, the life span in seconds and the legacy flags", () => {
    const transition = {
      status: "pending",
      transition_time: "2024-05-06T07:08:09.5+02:00",
      reason: null,
      description: null,
    };
    const read1 = read({
      ...fixture("job-started-from-preset"),
      statuses: [transition],
      max_run_time_minutes: 90,
      scheduler_enabled: null,
      is_preemptible: true,
      is_preemptible_node_required: true,
      ssh_server: "ssh://nobody@ssh.example:22",
    });
    expect(read1.sshServer).toBe("ssh://nobody@ssh.example:22");
    expect(read1.transitions).toEqual([
      {
        status: "pending",
        transitionTimeMs: Date.UTC(2024, 4, 6, 5, 8, 9, 500),
        reason: undefined,
        description: undefined,
        exitCode: undefined,
      },
    ]);
    expect(read1).toMatchObject({ lifeSpanSeconds: 5_400, schedulerEnabled: true, preemptibleNode: true });
  });

  it("reads legacy GPU names and memory in mebibytes", () => {
    const wire = fixture("job-failed");
    const container = { ...(wire.container as Wire), resources: { cpu: 0.5, memory_mb: 16, gpu: 2, gpu_model: "k80" } };
    expect(read({ ...wire, container }).container.resources).toMatchObject({
      memoryBytes: 16_777_216,
      nvidiaGpu: 2,
      nvidiaGpuModel: "k80",
    });
  });

  it.each<[string, (wire: Wire) => Wire]>([
    ["id", (wire) => ({ ...wire, id: undefined })],
    ["owner", (wire) => ({ ...wire, owner: 1 })],
    ["total_price_credits", (wire) => ({ ...wire, total_price_credits: "many" })],
    ["total_price_credits", (wire) => ({ ...wire, total_price_credits: "" })],
    ["history.created_at", (wire) => ({ ...wire, history: { created_at: "yesterday" } })],
    ["tags[1]", (wire) => ({ ...wire, tags: ["a", 2] })],
    ["container.resources.cpu", (wire) => ({ ...wire, container: { image: "i", resources: { memory: 1 } } })],
    ["container.resources.memory", (wire) => ({ ...wire, container: { image: "i", resources: { cpu: 1 } } })],
    [
      "container.volumes[0].dst_path",
      (wire) => ({
        ...wire,
        container: { ...(wire.container as Wire), volumes: [{ src_storage_uri: "storage://c/x" }] },
      }),
    ],
  ])("names %s when it is wrong", (field, spoil) => {
    const wire = spoil(fixture("job-failed"));
    expect(() => read(wire)).toThrow(ContractError);
    expect(() => read(wire)).toThrow(expect.objectContaining({ field }) as ContractError);
  });

  it("says that a payload as a whole is wrong", () => {
    expect(() => read("job")).toThrow("job: must be an object");
  });
});
