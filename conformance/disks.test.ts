import { describe, expect, it } from "vitest";
import type { DiskPayload } from "../contract/disk.ts";
import { call, start, target, untilFinished } from "./testing/api.ts";
import { pathOf, uriOf } from "./testing/services.ts";
import { unique } from "./testing/target.ts";

const SIZE = 1024 * 1024;
const query = `?project_name=${target.project}`;

const create = async (request: object) =>
  call("POST", await pathOf("disks"), { project_name: target.project, ...request });
const at = async (idOrName: string) => `${await pathOf("disks")}/${idOrName}${query}`;

describe.runIf(target.isOwn)("a disk", () => {
  it("is created, found by id and by name, listed and deleted", async () => {
    const name = unique("disk");
    const { status, body } = await create({ storage: SIZE, name, life_span: 3600 });
    expect([status, body]).toMatchObject([
      201,
      { name, storage: SIZE, status: "Ready", owner: target.userName, life_span: 3600, timeout_unused: 3600 },
    ]);
    const { id } = body as DiskPayload;
    for (const idOrName of [id, name]) expect((await call("GET", await at(idOrName))).body).toMatchObject({ id, name });
    const listed = (await call("GET", `${await pathOf("disks")}${query}`)).body as DiskPayload[];
    expect(listed.filter((disk) => disk.id === id)).toMatchObject([{ project_name: target.project, last_usage: null }]);
    expect(await create({ storage: SIZE, name })).toMatchObject({ status: 409, body: { field: "name" } });
    expect((await call("DELETE", await at(name))).status).toBe(204);
    for (const method of ["GET", "DELETE"]) expect((await call(method, await at(id))).status).toBe(404);
  });

  it.each([
    [{}, "storage"],
    [{ storage: 0 }, "storage"],
    [{ storage: 1.5 }, "storage"],
    [{ storage: 2 ** 60 }, "storage"],
    [{ storage: SIZE, name: "With Blank" }, "name"],
    [{ storage: SIZE, life_span: 0 }, "life_span"],
  ])("of %j is 400", async (request, field) => {
    expect(await create(request)).toMatchObject({ status: 400, body: { field } });
  });

  it("is not deleted under a job that has it, or cannot be mounted, in words", async () => {
    const { id } = (await create({ storage: SIZE })).body as DiskPayload;
    const disk_volumes = [{ src_disk_uri: uriOf("disk", id), dst_path: "/mnt/disk", read_only: false }];
    if (target.unsupported.disk_volumes !== undefined) {
      await expect(start({ disk_volumes })).rejects.toThrow(`disk_volumes: ${target.unsupported.disk_volumes}`);
    } else {
      const job = await start({ disk_volumes });
      const refused = await call("DELETE", await at(id));
      expect(refused).toMatchObject({ status: 409, body: { error: expect.stringContaining(job.id) as string } });
      await call("DELETE", `/jobs/${job.id}`);
      await untilFinished(job.id);
    }
    expect((await call("DELETE", await at(id))).status).toBe(204);
  });
});
