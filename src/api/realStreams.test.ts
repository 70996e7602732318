import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { Job } from "../../contract/job.ts";
import { joinShellLine } from "../../contract/shellLine.ts";
import { JobdeckServer } from "../../e2e/server.ts";
import { createJobsClient } from "./client.ts";
import type { ApiError } from "./errors.ts";
import type { ExecStream, JobsClient, PortConnection } from "./jobsClient.ts";

/** The calls and streams that few clients use, against the server itself, with real jobs. */
let server: JobdeckServer;
let client: JobsClient;
let job: Job;

beforeAll(async () => {
  server = await JobdeckServer.start();
  client = server.client;
  job = await run("sleep 600");
  await server.untilStatus(job.id, "running");
});

afterAll(() => server.dispose());

const failure = (fields: Partial<ApiError>) => expect.objectContaining({ name: "ApiError", ...fields }) as ApiError;
const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string;
const run = (command: string, more: { tty?: boolean; tags?: string[]; max_run_time_minutes?: number } = {}) =>
  server.run({ command, preset_name: "cpu-small", ...more });
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Waits for the job's end by the end of its log. */
async function untilEnd(id: string): Promise<Job> {
  await readAll(client.monitor(id));
  return client.status(id);
}

async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

async function outputOf(stream: ExecStream): Promise<{ stdout: string; stderr: string }> {
  const chunks: Record<"stdout" | "stderr", Uint8Array[]> = { stdout: [], stderr: [] };
  for await (const { stream: name, data } of stream.output) chunks[name].push(data);
  return { stdout: String(Buffer.concat(chunks.stdout)), stderr: String(Buffer.concat(chunks.stderr)) };
}

/** Reads until it has the text, and leaves the rest. */
async function readUntil(items: AsyncIterator<Uint8Array | { data: Uint8Array }>, text: string): Promise<string> {
  for (let read = ""; ;) {
    const next = await items.next();
    if (next.done) throw new Error(`It ended without ${JSON.stringify(text)}: ${read}`);
    read += Buffer.from("data" in next.value ? next.value.data : next.value).toString("latin1");
    if (read.includes(text)) return read;
  }
}

describe("an exec session", () => {
  it("is created, started, spoken to and inspected", async () => {
    const command = ["sh", "-c", 'read line; echo "got $line"; echo err >&2; exit 43'];
    const execId = await client.execCreate(job.id, { command });
    expect(await client.execInspect(job.id, execId)).toEqual({
      ...{ id: execId, jobId: job.id, running: false, exitCode: undefined, tty: false, entrypoint: "" },
      command: joinShellLine(command),
    });
    const stream = await client.execStart(job.id, execId);
    expect((await client.execInspect(job.id, execId)).running).toBe(true);
    stream.write(bytesOf("ünï\n"));
    expect(await outputOf(stream)).toEqual({ stdout: "got ünï\n", stderr: "err\n" });
    expect(await stream.end).toEqual({ exitCode: 43 });
    expect(await client.execInspect(job.id, execId)).toMatchObject({ running: false, exitCode: 43 });
    expect(() => stream.write(bytesOf("late"))).toThrow(failure({ kind: "network" }));
  });

  it("has a terminal that can be resized before the start and after", async () => {
    const execId = await client.execCreate(job.id, { command: "sh", tty: true });
    await client.execResize(job.id, execId, { width: 101, height: 33 });
    const stream = await client.execStart(job.id, execId);
    const output = stream.output[Symbol.asyncIterator]();
    stream.write(bytesOf("stty size\n"));
    await readUntil(output, "33 101");
    await client.execResize(job.id, execId, { width: 77, height: 22 });
    stream.write(bytesOf("stty size\n"));
    await readUntil(output, "22 77");
    stream.close();
    expect(await stream.end).toBeUndefined();
  });

  it("that cannot be started says why", async () => {
    await expect(client.execStart(job.id, "none")).rejects.toEqual(
      failure({ kind: "not-found", message: matching(/no exec session 'none'/) }),
    );
    const execId = await client.execCreate(job.id, { command: "true" });
    await (
      await client.execStart(job.id, execId)
    ).end;
    await expect(client.execStart(job.id, execId)).rejects.toEqual(failure({ kind: "conflict" }));
    await expect(client.execCreate(job.id, { command: "echo 'x" })).rejects.toEqual(
      failure({ kind: "invalid", field: "command" }),
    );
    await expect(client.execResize(job.id, execId, { width: 1, height: 1 })).rejects.toEqual(
      failure({ kind: "invalid", message: matching(/no terminal/) }),
    );
    await expect(client.execCreate("job-x", { command: "true" })).rejects.toEqual(failure({ kind: "not-found" }));
  });

  it("is left by a signal", async () => {
    const execId = await client.execCreate(job.id, { command: "sleep 600" });
    const controller = new AbortController();
    const stream = await client.execStart(job.id, execId, { signal: controller.signal });
    const reason = new Error("left");
    controller.abort(reason);
    await expect(stream.end).rejects.toBe(reason);
  });
});

describe("a job's own terminal", () => {
  it("shows its log first when asked to, and is resized by a call", async () => {
    const { id } = await run("sh -c 'echo early; read line; stty size'", { tty: true });
    await server.untilStatus(id, "running");
    const stream = await client.attach(id, { tty: true, stdin: true, stdout: true, logs: true });
    const output = stream.output[Symbol.asyncIterator]();
    await readUntil(output, "early");
    await client.resize(id, { width: 99, height: 44 });
    stream.write(bytesOf("\n"));
    await readUntil(output, "44 99");
    await expect(client.resize(job.id, { width: 99, height: 44 })).rejects.toEqual(failure({ kind: "invalid" }));
  });
});

describe("a forwarded port", () => {
  let id: string;
  let port: number;
  beforeAll(async () => {
    const program = `const server = require("net").createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
      server.listen(0, "127.0.0.1", () => console.log("port " + server.address().port));`;
    ({ id } = await run(joinShellLine([process.execPath, "-e", program])));
    const log = client.monitor(id)[Symbol.asyncIterator]();
    port = Number(/port (\d+)\n/.exec(await readUntil(log, "\n"))?.[1]);
    await log.return?.();
  });

  it("carries bytes both ways, to the end of a half that has ended", async () => {
    const connection = await client.portForward(id, port);
    const pieces: Buffer[] = [];
    // Nobody reads meanwhile, so at some time nothing more can leave.
    do {
      pieces.push(randomBytes(500_000));
      connection.write(pieces.at(-1) ?? Buffer.of());
    } while (connection.bufferedBytes === 0);
    connection.write(new Uint8Array());
    connection.endInput();
    connection.endInput();
    expect(() => connection.write(bytesOf("late"))).toThrow(failure({ kind: "invalid" }));
    expect((await readAll(connection.bytes)).equals(Buffer.concat(pieces))).toBe(true);
    expect(connection.bufferedBytes).toBe(0);
  });

  it("ends quietly when it is closed here, and loudly with its job", async () => {
    const open = async (jobId: string): Promise<[PortConnection, AsyncIterator<Uint8Array>]> => {
      const connection = await client.portForward(jobId, port);
      const bytes = connection.bytes[Symbol.asyncIterator]();
      connection.write(bytesOf("hello"));
      await readUntil(bytes, "hello");
      return [connection, bytes];
    };
    const [first, rest] = await open(id);
    first.close();
    expect((await rest.next()).done).toBe(true);
    // Here every job reaches the ports of its machine; this one ends while the port lives on.
    const other = await run("sleep 600");
    await server.untilStatus(other.id, "running");
    const [, bytes] = await open(other.id);
    await client.kill(other.id);
    await expect(bytes.next()).rejects.toEqual(failure({ kind: "not-running" }));
  });

  it("that is refused says why", async () => {
    await expect(client.portForward(id, 0)).rejects.toEqual(failure({ kind: "invalid", field: "port" }));
    await expect(client.portForward("job-x", port)).rejects.toEqual(failure({ kind: "not-found" }));
    await client.kill(id);
    await expect(client.portForward(id, port)).rejects.toEqual(failure({ kind: "not-running" }));
    const nobody = failure({ kind: "server", message: `Nothing answers on port ${port} of the job.`, retryable: true });
    await expect(client.portForward(job.id, port)).rejects.toEqual(nobody);
    const socket = WebSocket as unknown as typeof globalThis.WebSocket;
    const stranger = createJobsClient({ origin: server.origin, token: () => "wrong", WebSocket: socket });
    await expect(stranger.portForward(job.id, port)).rejects.toEqual(failure({ kind: "unauthorized" }));
  });
});

describe("the other calls", () => {
  it("send signals by name, by number and the default", async () => {
    const trap = `sh -c 'trap "exit 9" USR1; echo ready; while :; do sleep 0.05; done'`;
    for (const [signal, exitCode] of [
      ["SIGUSR1", 9],
      [10, 9],
      [undefined, 137],
    ] as const) {
      const { id } = await run(trap);
      const log = client.monitor(id)[Symbol.asyncIterator]();
      await readUntil(log, "ready");
      await client.sendSignal(id, signal);
      while (!(await log.next()).done);
      expect((await client.status(id)).history.exitCode).toBe(exitCode);
    }
    await expect(client.sendSignal(job.id, "SIGNOTHING")).rejects.toEqual(
      failure({ kind: "invalid", field: "signal" }),
    );
  });

  it("let a job run longer", async () => {
    const { id } = await run("sleep 600", { max_run_time_minutes: 5 });
    await client.bumpLifeSpan(id, 150);
    expect((await client.status(id)).lifeSpanSeconds).toBe(7 * 60);
    await expect(client.bumpLifeSpan(id, 59)).rejects.toEqual(failure({ kind: "invalid" }));
    await client.setLifeSpan(id, 200);
    expect((await client.status(id)).lifeSpanSeconds).toBe(3 * 60);
    const { id: endless } = await run("sleep 600");
    await expect(client.bumpLifeSpan(endless, 60)).rejects.toEqual(failure({ kind: "invalid", status: 400 }));
    await client.setLifeSpan(endless, 60);
    expect((await client.status(endless)).lifeSpanSeconds).toBe(60);
    await client.kill(endless);
    await client.kill(id);
    await expect(client.bumpLifeSpan(id, 60)).rejects.toEqual(failure({ kind: "invalid", status: 400 }));
  });

  it("know the tags, and start a job with resources of its own", async () => {
    const resources = { cpu: 0.1, memory: 64 * 1024 * 1024 };
    const container = { image: "host", command: "echo hi", resources };
    const started = await client.run({ container, tags: ["zebra", "ant"] });
    expect(started).toMatchObject({
      presetName: undefined,
      container: { command: "echo hi", resources: { cpu: 0.1 } },
    });
    expect(String(await readAll(client.monitor(started.id)))).toBe("hi\n");
    expect(await client.tags()).toEqual(["ant", "zebra"]);
  });

  it("delete a log, then the job; each only once it has finished", async () => {
    const { id } = await run("sh -c 'echo words; sleep 600'");
    await expect(client.dropLog(id)).rejects.toEqual(failure({ kind: "conflict" }));
    await expect(client.drop(id)).rejects.toEqual(failure({ kind: "conflict" }));
    await client.kill(id);
    expect((await untilEnd(id)).logsRemoved).toBe(false);
    await client.dropLog(id);
    expect((await client.status(id)).logsRemoved).toBe(true);
    await client.drop(id);
    await expect(client.status(id)).rejects.toEqual(failure({ kind: "not-found" }));
  });

  it("say that a job without a container cannot be saved", async () => {
    const save = async (id: string) => await client.save(id, "image:v1")[Symbol.asyncIterator]().next();
    await expect(save(job.id)).rejects.toEqual(
      failure({ kind: "invalid", status: 400, message: matching(/cannot be saved/) }),
    );
    await expect(save("job-x")).rejects.toEqual(failure({ kind: "not-found" }));
  });
});
