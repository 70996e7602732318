import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineError, type CommitEvent, type Engine } from "../engines/engine.ts";
import { createScriptedEngine } from "../testing/scriptedEngine.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { startRunning } from "../testing/shell.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

const save = (server: TestServer, id: string, body: unknown) =>
  server.call("POST", `/api/v1/jobs/${id}/save`, body, { accept: "application/x-ndjson" });
const REQUEST = { container: { image: "registry.example/project/model:v1" } };

describe("saving a job", () => {
  let server: TestServer;
  let id: string;
  beforeAll(async () => {
    server = await startTestServer();
    id = await startRunning(server, "sleep 1000");
  });
  afterAll(() => server.dispose());

  it("is refused in a sentence where jobs have no container", async () => {
    const { status, body } = await save(server, id, REQUEST);
    const error = "Jobs cannot be saved as images here: they run without a container of their own.";
    expect([status, body]).toEqual([400, { error }]);
  });

  it.each([
    [{}, "container"],
    [{ container: {} }, "container.image"],
    [{ container: { image: "" } }, "container.image"],
    [{ container: { image: "a b" } }, "container.image"],
  ])("names what is wrong with %j", async (body, field) => {
    expect(await save(server, id, body)).toMatchObject({ status: 400, body: { field } });
  });

  it("needs a job that runs", async () => {
    expect((await save(server, "job-none", REQUEST)).status).toBe(404);
    const ended = await server.start({ command: "true" });
    await server.untilStatus(ended.id, "succeeded");
    const error = `Job '${ended.id}' is not running.`;
    expect(await save(server, ended.id, REQUEST)).toMatchObject({ status: 404, body: { error } });
  });
});

describe("an engine that keeps runs as images", () => {
  async function serverWith(commit: NonNullable<Engine["commit"]>): Promise<{ server: TestServer; id: string }> {
    const clock = createManualClock();
    const resources = { cpu: 1, memoryBytes: 1024 ** 3, gpus: [] };
    const engine = { ...createScriptedEngine(resources, clock), commit };
    const server = await startTestServer({ clock, makeEngine: () => engine });
    const { id } = await server.start({ command: "work" });
    await server.untilStatus(id, "running");
    return { server, id };
  }

  const linesOf = (body: unknown) =>
    String(body)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);

  it("is heard step by step", async () => {
    const { server, id } = await serverWith(async function* (handle, image): AsyncGenerator<CommitEvent> {
      yield await Promise.resolve({ type: "started", container: String(handle.runId), image });
      yield { type: "finished" };
      yield { type: "push", status: "Pushing", layer: "abc", currentBytes: 1, totalBytes: 2 };
    });
    const { status, body, headers } = await save(server, id, REQUEST);
    expect([status, headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
    expect(linesOf(body)).toEqual([
      { status: "CommitStarted", details: { container: `${id}-0`, image: REQUEST.container.image } },
      { status: "CommitFinished" },
      { status: "Pushing", id: "abc", progressDetail: { current: 1, total: 2 } },
    ]);
    await server.dispose();
  });

  it("says in the last line why it failed", async () => {
    const { server, id } = await serverWith(async function* (): AsyncGenerator<CommitEvent> {
      yield await Promise.resolve({ type: "finished" });
      throw new EngineError("unavailable", "The registry does not answer.");
    });
    const message = "The registry does not answer.";
    expect(linesOf((await save(server, id, REQUEST)).body)).toEqual([
      { status: "CommitFinished" },
      { error: message, errorDetail: { message } },
    ]);
    await server.dispose();
  });
});
