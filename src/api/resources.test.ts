import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JobdeckServer } from "../../e2e/server.ts";
import type { ApiError } from "./errors.ts";
import type { JobsClient } from "./jobsClient.ts";

/** Secrets, storage and disks against the server itself. */
let server: JobdeckServer;
let client: JobsClient;
let project: string;

beforeAll(async () => {
  server = await JobdeckServer.start();
  client = server.client;
  project = (await client.config()).projects[0]?.name ?? "";
});
afterAll(() => server.dispose());

const failure = (fields: Partial<ApiError>) => expect.objectContaining({ name: "ApiError", ...fields }) as ApiError;

describe("secrets", () => {
  it("are set, replaced, listed and removed, and reach a job", async () => {
    await client.secrets.set(project, "GREETING", "first");
    await client.secrets.set(project, "GREETING", "häßlich ☃");
    expect(await client.secrets.list(project)).toEqual([{ key: "GREETING", owner: project, projectName: project }]);
    const uri = `secret://default/${project}/GREETING`;
    const job = await server.run({ command: `sh -c 'echo "$TEXT"'`, secret_env: { TEXT: uri } });
    const { container } = await server.untilStatus(job.id, "succeeded");
    expect(container.secretEnv).toEqual({ TEXT: uri });
    const chunks: Uint8Array[] = [];
    for await (const chunk of client.monitor(job.id)) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toContain("häßlich ☃\n");
    await client.secrets.remove(project, "GREETING");
    expect(await client.secrets.list(project)).toEqual([]);
    await expect(client.secrets.remove(project, "GREETING")).rejects.toEqual(failure({ kind: "not-found" }));
    await expect(client.secrets.set(project, "no good", "x")).rejects.toEqual(
      failure({ kind: "invalid", field: "key" }),
    );
  });
});

describe("disks", () => {
  it("are created, found, listed and removed", async () => {
    const disk = await client.disks.create(project, { storageBytes: 5000, name: "my-disk", unusedTimeoutSeconds: 90 });
    expect(disk).toMatchObject({ name: "my-disk", storageBytes: 5000, usedBytes: 0, status: "Ready", owner: project });
    expect(await client.disks.get(project, "my-disk")).toEqual(disk);
    expect(await client.disks.list(project)).toEqual([disk]);
    await expect(client.disks.create(project, { storageBytes: 1, name: "my-disk" })).rejects.toEqual(
      failure({ kind: "conflict", field: "name" }),
    );
    await client.disks.remove(project, disk.id);
    expect(await client.disks.list(project)).toEqual([]);
  });
});

describe("the storage", () => {
  it("keeps folders and files, of one part or of many", async () => {
    await client.storage.makeFolder([project, "a folder", "deep"]);
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const large = new Blob(Array.from({ length: 200 }, () => bytes));
    const progress: number[] = [];
    await client.storage.upload([project, "a folder", "large #1"], large, {
      onProgress: (sent) => progress.push(sent),
    });
    expect(progress).toEqual([4_194_304, 8_388_608, 12_000_000]);
    await client.storage.upload([project, "a folder", "empty"], new Blob([]));
    const list = [...(await client.storage.list([project, "a folder"]))].sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(list.map(({ path, kind, sizeBytes }) => [path, kind, sizeBytes])).toEqual([
      ["deep", "folder", 0],
      ["empty", "file", 0],
      ["large #1", "file", 12_000_000],
    ]);
    const response = await client.storage.open([project, "a folder", "large #1"]);
    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(await large.arrayBuffer()))).toBe(true);
    await client.storage.move([project, "a folder", "large #1"], [project, "a folder", "deep", "moved"]);
    expect(await client.storage.stat([project, "a folder", "deep", "moved"])).toMatchObject({ sizeBytes: 12_000_000 });
    await client.storage.remove([project, "a folder"]);
    await expect(client.storage.list([project, "a folder"])).rejects.toEqual(failure({ kind: "not-found" }));
    expect((await client.storage.usage()).free).toBeGreaterThan(0);
  });

  it("has nothing of an upload that was given up", async () => {
    const stopping = new AbortController();
    const content = new Blob([new Uint8Array(9_000_000)]);
    const options = { signal: stopping.signal, onProgress: () => stopping.abort(new Error("enough")) };
    await expect(client.storage.upload([project, "given-up"], content, options)).rejects.toThrow("enough");
    expect(readdirSync(join(server.dataDir, "storage", project))).toEqual([]);
  });
});
