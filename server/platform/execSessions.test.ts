import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExecCreatedPayload, ExecInspectPayload } from "../../contract/execSession.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { sh, startRunning } from "../testing/shell.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";
import { openTestSocket, type TestSocket } from "../../conformance/testing/testSocket.ts";
import { createExecSessions } from "./execSessions.ts";

let server: TestServer;
let id: string;
beforeAll(async () => {
  server = await startTestServer();
  id = await startRunning(server, "sleep 1000");
});
afterAll(() => server.dispose());

async function create(command: string | string[], more: object = {}, jobId = id): Promise<string> {
  const { status, body } = await server.call("POST", `/api/v1/jobs/${jobId}/exec_create`, { command, ...more });
  expect([status, body]).toEqual([200, { job_id: jobId, exec_id: expect.any(String) as string }]);
  return (body as ExecCreatedPayload).exec_id;
}

/** Without a sub-protocol, the token in the query: as a browser would. */
function open(path: string, token = server.token): TestSocket {
  const sign = path.includes("?") ? "&" : "?";
  return openTestSocket(
    `${server.origin.replace("http", "ws")}/api/v1/jobs/${path}${sign}neuro-auth-token=${token}`,
    [],
  );
}

const startExec = (execId: string) => open(`${id}/${execId}/exec_start`);
const resize = (path: string, query: string) => server.call("POST", `/api/v1/jobs/${path}?${query}`);

async function inspect(execId: string): Promise<ExecInspectPayload> {
  const { status, body } = await server.call("GET", `/api/v1/jobs/${id}/${execId}/exec_inspect`);
  expect([status, body]).toEqual([200, expect.objectContaining({ id: execId })]);
  return body as ExecInspectPayload;
}

/** What a raw socket received, by the first byte of each frame. */
function read(socket: TestSocket) {
  const of = (channel: number) =>
    Buffer.concat(socket.frames.filter((frame) => frame[0] === channel).map((frame) => frame.subarray(1))).toString();
  expect(socket.frames.filter((frame) => frame[0] !== 1 && frame[0] !== 2)).toEqual([]);
  return { stdout: of(1), stderr: of(2) };
}

describe("an exec session", () => {
  it("is created, started, spoken to in raw bytes and remembered with its exit code", async () => {
    const execId = await create(["sh", "-c", 'read line; echo "got $line"; echo err >&2; exit 43']);
    const created = {
      ...{ id: execId, job_id: id, running: false, exit_code: null, tty: false, entrypoint: "" },
      command: `sh -c 'read line; echo "got $line"; echo err >&2; exit 43'`,
    };
    expect(await inspect(execId)).toEqual(created);
    const socket = startExec(execId);
    expect(await socket.opened).toBe("");
    expect(await inspect(execId)).toEqual({ ...created, running: true });
    // Cut inside a character; the first byte would be a channel in today's frames.
    for (const byte of Buffer.from("\x04ünï\n")) socket.socket.send(Buffer.of(byte));
    expect((await socket.closed).code).toBe(1000);
    expect(read(socket)).toEqual({ stdout: "got \x04ünï\n", stderr: "err\n" });
    expect(await inspect(execId)).toEqual({ ...created, exit_code: 43 });
  });

  it("starts once", async () => {
    const execId = await create(sh("read line"));
    const first = startExec(execId);
    await first.opened;
    expect(await startExec(execId).refused).toMatchObject({
      status: 409,
      body: { error: expect.stringMatching(/started before/) as string },
    });
    first.socket.send(Buffer.from("\n"));
    await first.closed;
    expect((await startExec(execId).refused).status).toBe(409);
  });

  it("has a terminal whose size is set before the start and after", async () => {
    const execId = await create(sh("stty size; read line; stty size"), { tty: true });
    expect((await resize(`${id}/${execId}/exec_resize`, "w=101&h=33")).status).toBe(204);
    const socket = startExec(execId);
    await socket.until((text) => text.includes("33 101"));
    expect((await inspect(execId)).tty).toBe(true);
    expect((await resize(`${id}/${execId}/exec_resize`, "w=77&h=22")).status).toBe(204);
    socket.socket.send(Buffer.from("\n"));
    await socket.closed;
    expect(read(socket).stdout).toContain("22 77");
    expect(await resize(`${id}/${execId}/exec_resize`, "w=77&h=22")).toMatchObject({
      status: 409,
      body: { error: "This exec session has ended." },
    });
  });

  it("ends with its client, and then has no exit code", async () => {
    const execId = await create(sh("echo started; exec sleep 998"));
    const socket = startExec(execId);
    await socket.until((text) => text.includes("started"));
    socket.socket.terminate();
    let last = await inspect(execId);
    while (last.running) last = await inspect(execId);
    expect(last.exit_code).toBeNull();
  });

  it.each<[string, object, string | undefined, RegExp]>([
    ["no command", {}, "command", /command/],
    ["an empty command", { command: [] }, "command", /required/],
    ["an open quote", { command: "echo 'x" }, "command", /quote/],
    ["a NUL", { command: ["a\0"] }, "command", /NUL/],
    ["a tty that is no boolean", { command: "sh", tty: "yes" }, "tty", /boolean/],
    ["no stream at all", { command: "sh", stdin: false, stdout: false, stderr: false }, undefined, /at least one/],
  ])("is refused with %s", async (_what, body, field, sentence) => {
    const refused = await server.call("POST", `/api/v1/jobs/${id}/exec_create`, body);
    expect(refused).toMatchObject({ status: 400, body: { error: expect.stringMatching(sentence) as string } });
    expect((refused.body as { field?: string }).field).toBe(field);
  });

  it.each(["", "w=80", "w=0&h=5", "w=80&h=x", "w=80&h=70000"])("is not resized to %j", async (query) => {
    const execId = await create("sh", { tty: true });
    expect((await resize(`${id}/${execId}/exec_resize`, query)).status).toBe(400);
  });

  it("without a terminal has no size", async () => {
    const execId = await create("sh");
    expect(await resize(`${id}/${execId}/exec_resize`, "w=80&h=24")).toMatchObject({
      status: 400,
      body: { error: "This exec session has no terminal; create it with tty." },
    });
  });

  it("belongs to its job, and is not to be had without a token", async () => {
    const execId = await create("sh", { tty: true });
    const other = await startRunning(server, "sleep 1000");
    for (const path of [`${id}/none`, `${other}/${execId}`, `job-none/${execId}`]) {
      const refused = await open(`${path}/exec_start`).refused;
      expect(refused).toMatchObject({ status: 404, body: { error: expect.stringMatching(/^There is no /) as string } });
      expect((await server.call("GET", `/api/v1/jobs/${path}/exec_inspect`)).status).toBe(404);
      expect((await resize(`${path}/exec_resize`, "w=80&h=24")).status).toBe(404);
    }
    expect((await open(`${id}/${execId}/exec_start`, "wrong").refused).status).toBe(401);
    await server.call("DELETE", `/api/v1/jobs/${other}`);
  });

  it("needs a running job to be created and started, but not to be looked at", async () => {
    const jobId = await startRunning(server, "sleep 1000");
    const execId = await create("true", {}, jobId);
    await server.call("DELETE", `/api/v1/jobs/${jobId}`);
    const late = { error: `Job '${jobId}' is not running.` };
    const again = await server.call("POST", `/api/v1/jobs/${jobId}/exec_create`, { command: "true" });
    expect([again.status, again.body]).toEqual([404, late]);
    expect(await open(`${jobId}/${execId}/exec_start`).refused).toMatchObject({ status: 404, body: late });
    const known = await server.call("GET", `/api/v1/jobs/${jobId}/${execId}/exec_inspect`);
    expect(known.body).toMatchObject({ running: false, exit_code: null });
    expect((await resize(`${jobId}/resize`, "w=80&h=24")).status).toBe(404);
  });
});

describe("what is remembered of exec sessions", () => {
  const request = { command: ["true"], stdin: true, stdout: true, stderr: true, tty: false };

  it("is not one that nobody starts", () => {
    const clock = createManualClock();
    const sessions = createExecSessions(clock);
    const { id: execId } = sessions.create("job", request);
    clock.advance(9 * 60_000);
    expect(sessions.find("job", execId).state).toBe("created");
    clock.advance(60_000);
    expect(() => sessions.find("job", execId)).toThrow(expect.objectContaining({ status: 404 }) as Error);
  });

  it("is bounded: the oldest that has ended goes first, a running one never", async () => {
    const sessions = createExecSessions(createManualClock());
    const running = () => Promise.reject(new Error("The process could not be started."));
    const waiting = sessions.create("job", request);
    const ended = sessions.create("job", request);
    await expect(sessions.start(ended, running)).rejects.toThrow("could not be started");
    expect(ended.state).toBe("ended");
    const rest = Array.from({ length: 255 }, () => sessions.create("job", request));
    expect(() => sessions.find("job", ended.id)).toThrow(expect.objectContaining({ status: 404 }) as Error);
    expect(sessions.find("job", waiting.id)).toBe(waiting);
    for (const session of [waiting, ...rest]) void sessions.start(session, () => new Promise(() => undefined));
    expect(() => sessions.create("job", request)).toThrow(expect.objectContaining({ status: 429 }) as Error);
  });
});

describe("a job without a sub-protocol", () => {
  it("is attached to in raw bytes, its log first when asked for", async () => {
    const jobId = await startRunning(
      server,
      "echo early; while read line; do echo got $line; echo oh >&2; done; exit 5",
    );
    const first = open(`${jobId}/attach?stdin=1&stdout=1&stderr=1&logs=0`);
    expect(await first.opened).toBe("");
    for (const part of ["\x04he", "llo\n"]) first.socket.send(Buffer.from(part));
    await first.until((text) => text.includes("oh"));
    const second = open(`${jobId}/attach?stdin=0&stdout=1&stderr=1&logs=1`);
    await second.until((text) => text.includes("oh"));
    second.socket.send(Buffer.from("ignored\n"));
    await server.call("POST", `/api/v1/jobs/${jobId}/kill`);
    expect([(await first.closed).code, (await second.closed).code]).toEqual([1000, 1000]);
    expect(read(first)).toEqual({ stdout: "got \x04hello\n", stderr: "oh\n" });
    expect(read(second)).toEqual({ stdout: "early\ngot \x04hello\n", stderr: "oh\n" });
    expect((await open(`${jobId}/attach?stdout=1`).refused).status).toBe(404);
  });

  it("takes no text frames", async () => {
    const socket = open(`${id}/attach?stdin=1&stdout=1`);
    await socket.opened;
    socket.socket.send("text");
    expect((await socket.closed).code).toBe(1003);
  });

  it("has its terminal resized by a call of its own", async () => {
    const jobId = await startRunning(server, "echo ready; read line; stty size", { tty: true });
    const socket = open(`${jobId}/attach?stdin=1&stdout=1&logs=1`);
    await socket.until((text) => text.includes("ready"));
    expect((await resize(`${jobId}/resize`, "w=99&h=44")).status).toBe(204);
    socket.socket.send(Buffer.from("\n"));
    await socket.closed;
    expect(read(socket).stdout).toContain("44 99");
    expect(await resize(`${id}/resize`, "w=99&h=44")).toMatchObject({
      status: 400,
      body: { error: "This job has no terminal; start it with tty." },
    });
    expect((await resize("job-none/resize", "w=99&h=44")).status).toBe(404);
  });
});
