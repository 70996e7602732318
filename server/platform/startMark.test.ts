import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobPayload } from "../../contract/job.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const REQUEST = { image: "host", command: "true", tags: ["marked"] };
const START = "/api/v1/jobs?from_preset";

async function start(key: string, request: Record<string, unknown> = REQUEST, path = START) {
  return server.call("POST", path, request, { "Idempotency-Key": key });
}

async function count(tag: string): Promise<number> {
  const { body } = await server.call("GET", `/api/v1/jobs?tag=${tag}`);
  return (body as { jobs: JobPayload[] }).jobs.length;
}

describe("Idempotency-Key", () => {
  it("answers the same job to the same request, once, at once and after a restart", async () => {
    const answers = await Promise.all([start("one"), start("one"), start("one")]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    const ids = new Set(answers.map(({ body }) => (body as JobPayload).id));
    expect(ids.size).toBe(1);
    const [id] = ids;
    await server.untilStatus(id ?? "", "succeeded");
    await server.restart();
    const again = await start("one");
    expect(again.body).toMatchObject({ id, status: "succeeded" });
    expect(await count("marked")).toBe(1);
  });

  it("starts another job for another key, and for none", async () => {
    const request = { ...REQUEST, tags: ["several"] };
    await start("two", request);
    await start("three", request);
    await server.call("POST", START, request);
    await server.call("POST", START, request);
    expect(await count("several")).toBe(4);
  });

  it("keeps nothing of a request that was refused: mended, it may have the same key", async () => {
    const refused = await start("four", { ...REQUEST, preset_name: "nothing" });
    expect(refused.status).toBe(400);
    expect((await start("four", { ...REQUEST, tags: ["mended"] })).status).toBe(202);
    expect(await count("mended")).toBe(1);
  });

  it("refuses a key that was another request's, also with its own resources", async () => {
    const container = { image: "host", command: "true", resources: { cpu: 0.1, memory: 64 * 1024 * 1024 } };
    const first = await start("five", { container }, "/api/v1/jobs");
    expect(first.status).toBe(202);
    const same = await start("five", { container }, "/api/v1/jobs");
    expect((same.body as JobPayload).id).toBe((first.body as JobPayload).id);
    const other = await start("five", { container: { ...container, command: "false" } }, "/api/v1/jobs");
    expect(other.status).toBe(409);
    expect(other.body).toEqual({ error: expect.stringContaining((first.body as JobPayload).id) as string });
  });

  it("refuses what cannot be a key", async () => {
    for (const key of ["with blank", "x".repeat(256)]) {
      const { status, body } = await start(key);
      expect(status).toBe(400);
      expect(body).toEqual({ error: expect.stringMatching(/^Idempotency-Key: must be/) as string });
    }
  });

  it("forgets the key with the job", async () => {
    const first = (await start("six")).body as JobPayload;
    await server.untilStatus(first.id, "succeeded");
    expect((await server.call("POST", `/api/v1/jobs/${first.id}/drop`)).status).toBe(204);
    expect(((await start("six")).body as JobPayload).id).not.toBe(first.id);
  });
});
