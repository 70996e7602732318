import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logOf, sh, start, target } from "./testing/api.ts";
import { callStorage, uriOf } from "./testing/services.ts";
import { unique } from "./testing/target.ts";

const folder = unique("folder");
const path = (...names: string[]) => [target.project, folder, ...names].map(encodeURIComponent).join("/");
const namesIn = async (...names: string[]) => {
  const { status, body } = await callStorage("GET", `${path(...names)}?op=LISTSTATUS`);
  expect(status).toBe(200);
  const { FileStatuses } = body as { FileStatuses: { FileStatus: { path: string; type: string }[] } };
  return FileStatuses.FileStatus.map((file) => `${file.path} ${file.type}`).sort();
};

// Where there is another platform nothing of this is asked.
describe.runIf(target.isOwn)("the storage", () => {
  beforeAll(async () => {
    expect((await callStorage("PUT", `${path()}?op=MKDIRS`)).status).toBe(201);
  });
  afterAll(async () => {
    await callStorage("DELETE", `${path()}?op=DELETE`);
  });

  it("keeps files byte for byte, and gives them in parts", async () => {
    const content = randomBytes(300_000);
    expect((await callStorage("PUT", `${path("ä b.bin")}?op=CREATE`, content)).status).toBe(201);
    const whole = await callStorage("GET", `${path("ä b.bin")}?op=OPEN`);
    expect([whole.status, whole.headers.get("accept-ranges")]).toEqual([200, "bytes"]);
    expect(whole.bytes.equals(content)).toBe(true);
    const { body } = await callStorage("GET", `${path("ä b.bin")}?op=GETFILESTATUS`);
    expect(body).toMatchObject({ FileStatus: { length: content.length, type: "FILE" } });
  });

  it.each([
    ["bytes=0-3", 206, "bytes 0-3/10", "0123"],
    ["bytes=4-", 206, "bytes 4-9/10", "456789"],
    ["bytes=-2", 206, "bytes 8-9/10", "89"],
    ["bytes=8-99", 206, "bytes 8-9/10", "89"],
    ["bytes=10-", 416, "bytes */10", ""],
    ["lines=1-2", 200, null, "0123456789"],
  ])("answers Range: %s with %i", async (range, status, contentRange, text) => {
    await callStorage("PUT", `${path("digits")}?op=CREATE`, Buffer.from("0123456789"));
    const answer = await callStorage("GET", `${path("digits")}?op=OPEN`, undefined, { range });
    expect([answer.status, answer.headers.get("content-range")]).toEqual([status, contentRange]);
    expect(String(answer.bytes)).toBe(text);
  });

  it("takes a file in parts", async () => {
    await callStorage("PUT", `${path("parts")}?op=CREATE`, Buffer.from("one "));
    const headers = { "content-range": "bytes 4-6/*" };
    expect((await callStorage("PATCH", `${path("parts")}?op=WRITE`, Buffer.from("two"), headers)).status).toBe(200);
    expect(String((await callStorage("GET", `${path("parts")}?op=OPEN`)).bytes)).toBe("one two");
    expect((await callStorage("PATCH", `${path("parts")}?op=WRITE`, Buffer.from("x"))).status).toBe(400);
  });

  it("makes, lists, moves and deletes folders", async () => {
    expect((await callStorage("PUT", `${path("a", "b")}?op=MKDIRS`)).status).toBe(201);
    await callStorage("PUT", `${path("a", "file")}?op=CREATE`, Buffer.from("x"));
    expect(await namesIn("a")).toEqual(["b DIRECTORY", "file FILE"]);
    const destination = encodeURIComponent(`/${target.project}/${folder}/moved`);
    expect((await callStorage("POST", `${path("a")}?op=RENAME&destination=${destination}`)).status).toBe(204);
    expect(await namesIn("moved")).toEqual(["b DIRECTORY", "file FILE"]);
    const lines = await callStorage("GET", `${path("moved")}?op=LISTSTATUS`, undefined, {
      accept: "application/x-ndjson",
    });
    const read = String(lines.bytes).trimEnd().split("\n");
    expect(read.map((line) => (JSON.parse(line) as { FileStatus: { path: string } }).FileStatus.path).sort()).toEqual([
      "b",
      "file",
    ]);
    expect((await callStorage("DELETE", `${path("moved")}?op=DELETE&recursive=false`)).status).toBe(400);
    expect((await callStorage("DELETE", `${path("moved")}?op=DELETE`)).status).toBe(204);
    expect(await callStorage("GET", `${path("moved")}?op=LISTSTATUS`)).toMatchObject({
      status: 404,
      body: { error: expect.any(String) as string, errno: "ENOENT" },
    });
  });

  it("tells how much room there is", async () => {
    const { body } = await callStorage("GET", "?op=GETDISKUSAGE");
    const { total, used, free } = body as Record<string, number>;
    expect(total).toBeGreaterThan(0);
    expect((used ?? NaN) + (free ?? NaN)).toBeLessThanOrEqual(total ?? NaN);
  });

  it("does not lead out of a project", async () => {
    for (const way of ["..%2f..", "a/..%2f..%2f.."]) {
      const { status } = await callStorage("GET", `${path()}/${way}?op=LISTSTATUS`);
      expect([400, 404]).toContain(status);
    }
  });

  it("is in effect as a volume, or refused in words", async () => {
    await callStorage("PUT", `${path("mounted", "in")}?op=CREATE`, Buffer.from("from the storage"));
    const mount = (read_only: boolean) => ({
      command: sh("cat /mnt/data/in; echo from the job > /mnt/data/out"),
      volumes: [{ src_storage_uri: uriOf("storage", `${folder}/mounted`), dst_path: "/mnt/data", read_only }],
    });
    if (target.unsupported.volumes !== undefined) {
      await expect(start(mount(false))).rejects.toThrow(`volumes: ${target.unsupported.volumes}`);
      return;
    }
    expect(await logOf((await start(mount(true))).id)).toContain("from the storage");
    expect(await namesIn("mounted")).toEqual(["in FILE"]);
    await logOf((await start(mount(false))).id);
    expect(String((await callStorage("GET", `${path("mounted", "out")}?op=OPEN`)).bytes)).toBe("from the job\n");
  });
});
