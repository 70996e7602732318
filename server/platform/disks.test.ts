import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DiskPayload } from "../../contract/disk.ts";
import type { StartPayload } from "../../contract/start.ts";
import { runOf, startScriptedServer, type ScriptedServer } from "../testing/scriptedServer.ts";

const DAY_MS = 24 * 3_600_000;
let scripted: ScriptedServer;

beforeEach(async () => {
  scripted = await startScriptedServer();
});
afterEach(() => scripted.server.dispose());

const call = (method: string, path = "", body?: object) => scripted.server.call(method, `/api/v1/disk${path}`, body);
async function create(body: object = {}): Promise<DiskPayload> {
  const { status, body: disk } = await call("POST", "", { storage: 1024, ...body });
  if (status !== 201) throw new Error(`creating a disk answered ${status}: ${JSON.stringify(disk)}`);
  return disk as DiskPayload;
}
const start = (request: Partial<StartPayload>) =>
  scripted.server.call("POST", "/api/v1/jobs?from_preset", { image: "host", command: "work", ...request });

describe("a disk", () => {
  it("is created, listed, found by id and by name, and deleted", async () => {
    const disk = await create({ name: "my-data", storage: 4096, life_span: 3600.5, project_name: "tester" });
    expect(disk).toEqual({
      id: expect.stringMatching(/^disk-[0-9a-f-]{36}$/) as string,
      ...{ name: "my-data", storage: 4096, used_bytes: 0, owner: "tester", status: "Ready" },
      ...{ created_at: "2026-01-01T00:00:00.000Z", last_usage: null, life_span: 3600.5, timeout_unused: 3600.5 },
      ...{ cluster_name: "default", org_name: null, project_name: "tester" },
    });
    const nameless = await create();
    const folder = join(scripted.server.dataDir, "disks", disk.id);
    mkdirSync(join(folder, "deep"));
    writeFileSync(join(folder, "deep", "file"), "12345");
    expect((await call("GET", "?project_name=tester&org_name=NO_ORG")).body).toEqual([
      { ...disk, used_bytes: 5 },
      nameless,
    ]);
    expect((await call("GET", `/${disk.id}?project_name=tester`)).body).toEqual({ ...disk, used_bytes: 5 });
    expect((await call("GET", "/my-data")).body).toEqual({ ...disk, used_bytes: 5 });
    expect((await call("DELETE", "/my-data")).status).toBe(204);
    expect(existsSync(folder)).toBe(false);
    const gone = await call("GET", "/my-data");
    expect([gone.status, gone.body]).toEqual([404, { error: 'There is no disk "my-data" in tester.' }]);
  });

  it.each([
    [{ storage: 0 }, 400, /storage: must be at least 1/],
    [{ storage: 1.5 }, 400, /storage: must be a whole number of bytes/],
    [{ storage: Number.MAX_SAFE_INTEGER }, 400, /storage: the machine has only .* left/],
    [{ name: "No Good" }, 400, /name: must start with a letter/],
    [{ name: "ab" }, 400, /name: must be 3 to 40/],
    [{ life_span: 0 }, 400, /life_span: must be more than 0/],
    [{ project_name: "another" }, 404, /no project "another"; there is tester/],
    [{ org_name: "some-org" }, 404, /no organization "some-org"/],
    [{ name: "taken" }, 409, /name: a disk with the name "taken" exists/],
  ])("is refused with %j", async (body, status, reason) => {
    await create({ name: "taken" });
    const answer = await call("POST", "", { storage: 1, ...body });
    expect([answer.status, answer.body]).toMatchObject([status, { error: expect.stringMatching(reason) as string }]);
    expect(readdirSync(join(scripted.server.dataDir, "disks"))).toHaveLength(1);
  });

  it("is kept while a live job has it, by id or by name", async () => {
    const disk = await create({ name: "in-use" });
    for (const idOrName of [disk.id, "in-use"]) {
      const job = await scripted.start("one", {
        disk_volumes: [{ src_disk_uri: `disk://default/tester/${idOrName}`, dst_path: "/data", read_only: false }],
      });
      await scripted.untilRunning(job);
      const refused = await call("DELETE", "/in-use");
      const error = `Disk "in-use" is used by job '${job.id}'; kill it first.`;
      expect([refused.status, refused.body]).toEqual([409, { error }]);
      scripted.engine.end(runOf(job), 0);
      await scripted.server.untilStatus(job.id, "succeeded");
    }
    expect((await call("DELETE", "/in-use")).status).toBe(204);
  });

  it("goes when nobody has used it for as long as it was to be kept", async () => {
    const brief = await create({ name: "brief", timeout_unused: 3600 });
    const used = await create({ name: "used", timeout_unused: 3600 });
    const kept = await create({ name: "kept" });
    const left = async () => ((await call("GET")).body as DiskPayload[]).map(({ name }) => name);
    const job = await scripted.start("one", {
      disk_volumes: [{ src_disk_uri: "disk://default/tester/used", dst_path: "/data" }],
    });
    await scripted.untilRunning(job);
    scripted.clock.advance(3_500_000);
    expect(await left()).toEqual(["brief", "used", "kept"]);
    await scripted.server.restart();
    scripted.clock.advance(DAY_MS);
    await expect.poll(left).toEqual(["used", "kept"]);
    scripted.engine.end(runOf(job), 0);
    await scripted.server.untilStatus(job.id, "succeeded");
    scripted.clock.advance(3_500_000);
    expect(await left()).toEqual(["used", "kept"]);
    scripted.clock.advance(200_000);
    await expect.poll(left).toEqual(["kept"]);
    await expect.poll(() => readdirSync(join(scripted.server.dataDir, "disks"))).toEqual([kept.id]);
    expect([brief.id, used.id]).not.toContain(kept.id);
  });
});

describe("what a job is given", () => {
  it("is where the engine finds it, read-only unless told otherwise", async () => {
    const { server, engine } = scripted;
    const disk = await create({ name: "work-disk" });
    await server.call("POST", "/api/v1/secrets", { key: "CERT", value: Buffer.from([1, 2, 255]).toString("base64") });
    await server.call("POST", "/api/v1/secrets", { key: "PASS", value: Buffer.from("word").toString("base64") });
    await server.call("PUT", "/api/v1/storage/tester/in/put?op=MKDIRS");
    const request = {
      env: { PLAIN: "1" },
      secret_env: { PASS: "secret://default/tester/PASS" },
      secret_volumes: [{ src_secret_uri: "secret://default/tester/CERT", dst_path: "/run/cert" }],
      volumes: [
        { src_storage_uri: "storage://default/tester/in/put", dst_path: "/in" },
        { src_storage_uri: "storage://default/tester", dst_path: "/all", read_only: false },
      ],
      disk_volumes: [{ src_disk_uri: "disk://default/tester/work-disk", dst_path: "/disk", read_only: false }],
    };
    const job = await scripted.start("one", request);
    await scripted.untilRunning(job);
    const storage = join(server.dataDir, "storage", "tester");
    expect(engine.started[0]).toMatchObject({
      env: { PLAIN: "1" },
      secretEnv: { PASS: "word" },
      secretFiles: [{ containerPath: "/run/cert", content: Buffer.from([1, 2, 255]) }],
      mounts: [
        { hostPath: join(storage, "in", "put"), containerPath: "/in", readOnly: true },
        { hostPath: storage, containerPath: "/all", readOnly: false },
        { hostPath: join(server.dataDir, "disks", disk.id), containerPath: "/disk", readOnly: false },
      ],
    });
    expect(engine.started[0]?.env).not.toHaveProperty("PASS");
    const { container } = await server.job(job.id);
    expect(container.volumes).toEqual([
      { ...request.volumes[0], read_only: true },
      { ...request.volumes[1], read_only: false },
    ]);
    expect(container.disk_volumes).toEqual(request.disk_volumes);
    expect(container.secret_env).toEqual(request.secret_env);
    expect(((await call("GET", "/work-disk")).body as DiskPayload).last_usage).toMatch(/^2026-01-01T/);
  });

  it.each([
    [
      { volumes: [{ src_storage_uri: "storage://default/tester/none", dst_path: "/a" }] },
      "volumes[0].src_storage_uri",
      "there is no folder storage://default/tester/none in the storage; make it, or name another",
    ],
    [
      { volumes: [{ src_storage_uri: "storage://default/tester/%2e%2e/x", dst_path: "/a" }] },
      "volumes[0].src_storage_uri",
      "there is no folder storage://default/tester/%2e%2e/x in the storage; make it, or name another",
    ],
    [
      { secret_volumes: [{ src_secret_uri: "secret://default/tester/NONE", dst_path: "/a" }] },
      "secret_volumes[0].src_secret_uri",
      "there is no secret secret://default/tester/NONE; add it, or name another",
    ],
    [
      { disk_volumes: [{ src_disk_uri: "disk://default/tester/none", dst_path: "/a" }] },
      "disk_volumes[0].src_disk_uri",
      "there is no disk disk://default/tester/none; create it, or name another",
    ],
    [
      { disk_volumes: [{ src_disk_uri: "disk://default/another/none", dst_path: "/a" }] },
      "disk_volumes[0].src_disk_uri",
      "disk://default/another/none is not of the job's own project; use one of disk://default/tester/…",
    ],
  ] as const)("must be there: %j", async (request, field, reason) => {
    const answer = await start(request as unknown as Partial<StartPayload>);
    expect([answer.status, answer.body]).toEqual([400, { error: `${field}: ${reason}`, field }]);
    expect(scripted.engine.started).toEqual([]);
  });

  it("may be gone when the server comes back to a run that it has started with it", async () => {
    const { server, engine } = scripted;
    await server.call("POST", "/api/v1/secrets", { key: "PASS", value: "eA==" });
    const job = await scripted.start("one", { secret_env: { PASS: "secret://default/tester/PASS" } });
    await scripted.untilRunning(job);
    await server.restart(() => {
      // A server that was killed after it had started the run and before it had noted so.
      const db = new Database(join(server.dataDir, "jobdeck.sqlite"));
      db.exec("UPDATE runs SET handle = NULL; DELETE FROM secrets");
      db.close();
    });
    await server.untilStatus(job.id, "running");
    engine.end(runOf(job), 0);
    await server.untilStatus(job.id, "succeeded");
    expect(engine.started).toHaveLength(1);
  });
});
