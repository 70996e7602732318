import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spawnMain } from "../testing/spawnedServer.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

const MEBIBYTE = 1024 * 1024;
let server: TestServer;
let root: string;

beforeAll(async () => {
  server = await startTestServer();
  root = join(server.dataDir, "storage", "tester");
});
afterAll(() => server.dispose());

const NDJSON = { accept: "application/x-ndjson" };

/** A call of the storage service as the SDK makes it. */
async function storage(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.origin}/api/v1/storage/${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, ...headers },
    body,
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  const lines = isJson
    ? bytes
        .toString()
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown)
    : [];
  return {
    status: response.status,
    bytes,
    lines,
    json: lines[0] as Record<string, unknown>,
    headers: response.headers,
  };
}

const create = (path: string, content: BodyInit) => storage("PUT", `tester/${path}?op=CREATE`, content);
const names = async (path: string) => {
  const { lines } = await storage("GET", `tester/${path}?op=LISTSTATUS`, undefined, NDJSON);
  return (lines as { FileStatus: { path: string } }[]).map(({ FileStatus }) => FileStatus.path).sort();
};

describe("the storage", () => {
  it("takes a file, lists it, tells of it and gives it back", async () => {
    expect((await create("data/first.bin", new Uint8Array([0, 255, 10]))).status).toBe(201);
    const status = { length: 3, modificationTime: expect.any(Number) as number, permission: "write", type: "FILE" };
    const list = await storage("GET", "tester/data?op=LISTSTATUS", undefined, NDJSON);
    expect(list.headers.get("content-type")).toBe("application/x-ndjson");
    expect(list.lines).toEqual([{ FileStatus: { path: "first.bin", ...status } }]);
    expect((await storage("GET", "tester/data?op=LISTSTATUS")).json).toEqual({
      FileStatuses: { FileStatus: [{ path: "first.bin", ...status }] },
    });
    expect((await storage("GET", "tester/data/first.bin?op=GETFILESTATUS")).json).toEqual({
      FileStatus: { path: "/tester/data/first.bin", ...status },
    });
    expect((await storage("GET", "tester/data?op=GETFILESTATUS")).json).toMatchObject({
      FileStatus: { path: "/tester/data", type: "DIRECTORY", length: 0 },
    });
    const file = await storage("GET", "tester/data/first.bin?op=OPEN");
    expect([...file.bytes]).toEqual([0, 255, 10]);
    expect(file.headers.get("content-length")).toBe("3");
    expect(Date.parse(file.headers.get("last-modified") ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect(existsSync(join(root, "data", "first.bin"))).toBe(true);
  });

  it("knows operations by their bare names and by the method alone", async () => {
    expect((await storage("PUT", "tester/bare?MKDIRS")).status).toBe(201);
    expect((await storage("PUT", "tester/bare/file", "text")).status).toBe(201);
    expect((await storage("GET", "tester/bare/file")).bytes.toString()).toBe("text");
    expect((await storage("GET", "tester/bare?liststatus")).json).toMatchObject({
      FileStatuses: { FileStatus: [{ path: "file" }] },
    });
    expect((await storage("DELETE", "tester/bare")).status).toBe(204);
    expect((await storage("GET", "tester/bare?op=GETFILESTATUS")).status).toBe(404);
  });

  it("takes content of any type, JSON as it is, and none at all", async () => {
    for (const type of ["application/json", "text/plain", "application/octet-stream", "multipart/form-data"]) {
      expect((await storage("PUT", "tester/typed?op=CREATE", "{ not json", { "content-type": type })).status).toBe(201);
      expect((await storage("GET", "tester/typed?op=OPEN")).bytes.toString()).toBe("{ not json");
    }
    expect((await storage("PUT", "tester/typed?op=CREATE")).status).toBe(201);
    const empty = await storage("GET", "tester/typed?op=OPEN");
    expect([empty.status, empty.bytes.length]).toEqual([200, 0]);
  });

  it("keeps names as they are", async () => {
    const name = "häßlich & 100% «ok»? #1.txt";
    expect((await create(encodeURIComponent(name), "x")).status).toBe(201);
    expect(await names("")).toContain(name);
    expect((await storage("GET", `tester/${encodeURIComponent(name)}`)).bytes.toString()).toBe("x");
  });

  it("gives parts of a file", async () => {
    await create("alphabet", "abcdefghijklmnopqrstuvwxyz");
    const part = async (range: string) => {
      const answer = await storage("GET", "tester/alphabet?op=OPEN", undefined, { range });
      return [answer.status, answer.bytes.toString(), answer.headers.get("content-range")];
    };
    expect(await part("bytes=2-4")).toEqual([206, "cde", "bytes 2-4/26"]);
    expect(await part("bytes=23-")).toEqual([206, "xyz", "bytes 23-25/26"]);
    expect(await part("bytes=-2")).toEqual([206, "yz", "bytes 24-25/26"]);
    expect(await part("bytes=20-999")).toEqual([206, "uvwxyz", "bytes 20-25/26"]);
    expect(await part("bytes=26-")).toEqual([416, "", "bytes */26"]);
    expect((await part("lines=1-2"))[0]).toBe(200);
  });

  it("is written in parts, as the SDK does", async () => {
    await create("parts", "0123456789");
    const write = (text: string, range: string) =>
      storage("PATCH", "tester/parts?op=WRITE", text, { "content-range": range });
    expect((await write("ABC", "bytes 8-10/*")).status).toBe(200);
    expect((await storage("GET", "tester/parts")).bytes.toString()).toBe("01234567ABC");
    expect((await write("x", "bytes 20-20/*")).status).toBe(200);
    expect((await storage("GET", "tester/parts")).bytes).toHaveLength(21);
    for (const [text, range] of [
      ["abc", "bytes 0-1/*"],
      ["a", "bytes 0-1/*"],
      ["a", ""],
      ["a", "bytes 1-0/*"],
    ] as const) {
      const refused = await write(text, range);
      expect([range, refused.status]).toEqual([range, 400]);
    }
    expect((await storage("PATCH", "tester/none?op=WRITE", "a", { "content-range": "bytes 0-0/*" })).status).toBe(404);
  });

  it("makes folders with those above, and moves and deletes them", async () => {
    expect((await storage("PUT", "tester/a/b/c?op=MKDIRS")).status).toBe(201);
    expect((await storage("PUT", "tester/a/b/c?op=MKDIRS")).status).toBe(201);
    await create("a/b/file", "1");
    const onFile = await storage("PUT", "tester/a/b/file?op=MKDIRS");
    expect([onFile.status, onFile.json]).toEqual([
      400,
      { error: "There is already something at /tester/a/b/file.", errno: "EEXIST" },
    ]);
    expect((await storage("POST", "tester/a/b/file?op=RENAME&destination=/tester/a/moved")).status).toBe(204);
    expect((await storage("POST", "tester/a/moved?op=RENAME&destination=again")).status).toBe(204);
    expect(await names("a")).toEqual(["again", "b"]);
    expect((await storage("POST", "tester/none?op=RENAME&destination=/tester/x")).status).toBe(404);
    expect((await storage("POST", "tester/a?op=RENAME&destination=/tester/a/b/a")).status).toBe(400);
    expect((await storage("POST", "tester/a?op=RENAME&destination=/another/a")).status).toBe(404);
    const notEmpty = await storage("DELETE", "tester/a?op=DELETE&recursive=false", undefined, NDJSON);
    expect([notEmpty.status, notEmpty.json.errno]).toEqual([400, "EISDIR"]);
    const removed = await storage("DELETE", "tester/a?op=DELETE&recursive=true", undefined, NDJSON);
    expect(removed.lines).toHaveLength(4);
    expect(removed.lines).toContainEqual({ path: "/tester/a/again", is_dir: false });
    expect(removed.lines.at(-1)).toEqual({ path: "/tester/a", is_dir: true });
    expect((await storage("DELETE", "tester/a?op=DELETE")).status).toBe(404);
    expect((await storage("DELETE", "tester?op=DELETE")).status).toBe(400);
  });

  it("tells how full it is, and which projects there are", async () => {
    const { json } = await storage("GET", "tester?op=GETDISKUSAGE");
    expect(Number(json.total)).toBeGreaterThanOrEqual(Number(json.used));
    expect(Number(json.free)).toBeGreaterThan(0);
    expect((await storage("GET", "?op=LISTSTATUS")).json).toMatchObject({
      FileStatuses: { FileStatus: [{ path: "tester", type: "DIRECTORY" }] },
    });
  });

  it.each([
    ["GET", "another/file?op=OPEN", 404, /no project "another"/],
    ["PUT", "another/file?op=CREATE", 404, /no project "another"/],
    ["GET", "tester/none?op=OPEN", 404, /nothing at \/tester\/none/],
    ["GET", "tester?op=OPEN", 400, /This is a folder: \/tester/],
    ["GET", "tester/alphabet?op=LISTSTATUS", 400, /no folder/],
    ["PUT", "tester/alphabet/below?op=CREATE", 400, /no folder/],
    ["PUT", "tester?op=CREATE", 400, /there already/],
    ["GET", "tester?op=NOTHING", 400, /no operation "NOTHING"; there are OPEN/],
    ["GET", "tester?op=CREATE", 400, /CREATE is no operation of GET/],
    ["GET", "tester?op=OPEN&LISTSTATUS", 400, /one operation/],
    ["POST", "tester/alphabet?op=RENAME", 400, /destination/],
    ["PUT", "?op=CREATE", 400, /Name a project/],
    ["PUT", `tester/${"n".repeat(256)}?op=CREATE`, 400, /255 bytes/],
  ])("refuses %s %s with a sentence", async (method, path, status, reason) => {
    const answer = await storage(method, path);
    expect([answer.status, answer.json.error]).toEqual([status, expect.stringMatching(reason)]);
  });
});

describe("nothing leads out of the storage:", () => {
  it.each([
    "..",
    "../../token",
    "data/../../../token",
    "%2e%2e/%2e%2e/token",
    "..%2f..%2ftoken",
    "a/%00",
    "..%5c..%5ctoken",
  ])("%s", async (path) => {
    const { hostname: host, port } = new URL(server.origin);
    for (const method of ["GET", "PUT", "DELETE"]) {
      // `fetch` would tidy up such a path before it is sent.
      const headers = { authorization: `Bearer ${server.token}`, connection: "close" };
      const outgoing = request({ host, port, method, path: `/api/v1/storage/tester/${path}`, headers });
      outgoing.end(method === "PUT" ? "evil" : undefined);
      const [incoming] = (await once(outgoing, "response")) as [NodeJS.ReadableStream & { statusCode: number }];
      incoming.resume();
      await once(incoming, "end");
      expect([method, incoming.statusCode]).toEqual([method, 400]);
    }
  });

  it("links that a job has made are followed only inside", async () => {
    const outside = mkdtempSync(join(tmpdir(), "outside-"));
    writeFileSync(join(outside, "secret.txt"), "outside");
    mkdirSync(join(root, "links", "real"), { recursive: true });
    writeFileSync(join(root, "links", "real", "file"), "inside");
    symlinkSync(outside, join(root, "links", "out"));
    symlinkSync(join(outside, "secret.txt"), join(root, "links", "out.txt"));
    symlinkSync(join(outside, "new.txt"), join(root, "links", "dangling"));
    symlinkSync("real", join(root, "links", "in"));

    expect((await storage("GET", "tester/links/in/file")).bytes.toString()).toBe("inside");
    for (const path of ["out.txt?op=OPEN", "out/secret.txt?op=OPEN", "out?op=LISTSTATUS", "out.txt?op=GETFILESTATUS"]) {
      const { status, json } = await storage("GET", `tester/links/${path}`);
      expect([path, status, json.error]).toEqual([path, 400, expect.stringMatching(/leads out of the storage/)]);
    }
    expect((await storage("PUT", "tester/links/out/evil?op=CREATE", "x")).status).toBe(400);
    expect((await storage("PUT", "tester/links/out/evil/deep?op=MKDIRS")).status).toBe(400);
    expect((await storage("DELETE", "tester/links/out/secret.txt")).status).toBe(400);
    expect((await storage("POST", "tester/links/real?op=RENAME&destination=/tester/links/out/real")).status).toBe(400);
    const part = { "content-range": "bytes 0-0/*" };
    expect((await storage("PATCH", "tester/links/out.txt?op=WRITE", "x", part)).status).toBe(400);
    // A new file takes the place of a link, it is not written through it.
    expect((await storage("PUT", "tester/links/dangling?op=CREATE", "mine")).status).toBe(201);
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
    const { lines } = await storage("GET", "tester/links?op=LISTSTATUS", undefined, NDJSON);
    const types = (lines as { FileStatus: { path: string; type: string } }[]).map(({ FileStatus: s }) => [
      s.path,
      s.type,
    ]);
    expect(Object.fromEntries(types)).toEqual({
      ...{ real: "DIRECTORY", in: "DIRECTORY", out: "SYMLINK", "out.txt": "SYMLINK", dangling: "FILE" },
    });
    expect((await storage("DELETE", "tester/links?op=DELETE")).status).toBe(204);
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe("outside");
    rmSync(outside, { recursive: true });
  });
});

describe("an upload", () => {
  it("that breaks off leaves what was there, and nothing beside it", async () => {
    await create("kept", "before");
    const { hostname: host, port } = new URL(server.origin);
    const headers = { authorization: `Bearer ${server.token}`, "content-length": "1000000" };
    const upload = request({ host, port, method: "PUT", path: "/api/v1/storage/tester/kept?op=CREATE", headers });
    upload.on("error", () => undefined);
    upload.write(randomBytes(100_000));
    const uploads = join(server.dataDir, "uploads");
    while (!existsSync(uploads) || readdirSync(uploads).length === 0) await new Promise(setImmediate);
    upload.destroy();
    while (readdirSync(uploads).length > 0) await new Promise(setImmediate);
    expect((await storage("GET", "tester/kept")).bytes.toString()).toBe("before");
  });

  it("and a download of half a gigabyte keep the server small", { timeout: 120_000 }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "jobdeck-large-"));
    const large = await spawnMain(["--port", "0", "--data", dataDir]);
    const { projects } = (await (
      await fetch(`${large.origin}/api/v1/config`, { headers: { authorization: `Bearer ${large.token}` } })
    ).json()) as { projects: { name: string }[] };
    const url = `${large.origin}/api/v1/storage/${projects[0]?.name ?? ""}/large?op=`;
    const headers = { authorization: `Bearer ${large.token}` };
    const block = randomBytes(MEBIBYTE);
    const before = memoryBytes(large.process.pid);
    const sent = createHash("sha256");
    const body = new ReadableStream({
      pull(controller) {
        this.left ??= 512;
        if (this.left === 0) return controller.close();
        this.left -= 1;
        block.writeUInt32LE(this.left);
        sent.update(block);
        controller.enqueue(Uint8Array.from(block));
      },
    } as UnderlyingDefaultSource & { left?: number });
    const upload = await fetch(`${url}CREATE`, { method: "PUT", headers, body, duplex: "half" } as RequestInit);
    expect(upload.status).toBe(201);
    const received = createHash("sha256");
    const download = await fetch(`${url}OPEN`, { headers });
    for await (const chunk of download.body ?? []) received.update(chunk as Uint8Array);
    expect(received.digest("hex")).toBe(sent.digest("hex"));
    expect(memoryBytes(large.process.pid) - before).toBeLessThan(96 * MEBIBYTE);
    await large.stop("SIGTERM");
    rmSync(dataDir, { recursive: true });
  });
});

/** The most memory that a process ever had. */
function memoryBytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid ?? 0}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
