import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { Job } from "../../contract/job.ts";
import { isFinished } from "../../contract/status.ts";
import type { Telemetry } from "../../contract/telemetry.ts";
import { JobdeckServer } from "../../e2e/server.ts";
import { can } from "./can.ts";
import { createJobsClient } from "./client.ts";
import type { ApiError } from "./errors.ts";
import type { JobsClient, StdStream } from "./jobsClient.ts";
import { startPayloadOf } from "./startPayloadOf.ts";
import type { StreamEnvironment } from "./streams/environment.ts";
import type { LiveStream } from "./streams/liveStream.ts";
import { createLogStream } from "./streams/logStream.ts";
import { createTelemetryStream, type TelemetryBatch } from "./streams/telemetryStream.ts";

/** The client against the server itself, with real jobs. */
let server: JobdeckServer;
let client: JobsClient;

beforeAll(async () => {
  server = await JobdeckServer.start();
  client = server.client;
});

afterAll(() => server.dispose());

const failure = (fields: Partial<ApiError>) => expect.objectContaining({ name: "ApiError", ...fields }) as ApiError;
const run = (command: string, more: { tty?: boolean; name?: string; tags?: string[] } = {}) =>
  server.run({ command, preset_name: "cpu-small", ...more });

async function readAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await readAll(chunks)).toString();
}

/** What a process writes, until its end. */
async function outputOf(stream: StdStream, name: "stdout" | "stderr" = "stdout"): Promise<string> {
  const messages = await readAll(stream.output);
  return Buffer.concat(messages.filter((message) => message.stream === name).map(({ data }) => data)).toString();
}

/** Reads output until it has the text. */
async function readUntil(output: AsyncIterator<{ data: Uint8Array }>, text: string): Promise<string> {
  const decoder = new TextDecoder();
  for (let read = ""; ;) {
    const next: IteratorResult<{ data: Uint8Array }, unknown> = await output.next();
    if (next.done) throw new Error(`The output ended without ${JSON.stringify(text)}: ${read}`);
    read += decoder.decode(next.value.data, { stream: true });
    if (read.includes(text)) return read;
  }
}

const write = (stream: StdStream, text: string) => stream.write(new TextEncoder().encode(text));

/** Waits for the job's end by the end of its log. */
async function untilEnd(id: string): Promise<Job> {
  await readAll(client.monitor(id));
  return client.status(id);
}

function clientAt(origin: string, token = server.token): JobsClient {
  const socket = WebSocket as unknown as typeof globalThis.WebSocket;
  return createJobsClient({ origin, token: () => token, WebSocket: socket });
}

describe("calls", () => {
  it("tell what there is, with a token and without", async () => {
    const config = await client.config();
    expect(config.authorized).toBe(true);
    const presets = config.clusters[0]?.presets.map(({ name }) => name) ?? [];
    expect(presets).toContain("cpu-small");
    expect(Object.keys(await client.capacity()).sort()).toEqual([...presets].sort());
    const stranger = createJobsClient({ origin: server.origin, token: () => undefined });
    expect(await stranger.config()).toMatchObject({ authorized: false, clusters: [] });
  });

  it("start a job, find it by id, by name and in lists, and kill it", async () => {
    const name = "a-real-job";
    const started = await run("sleep 600", { name, tags: ["client-test"] });
    expect(started).toMatchObject({ name, tags: ["client-test"], presetName: "cpu-small" });
    const running = await server.untilStatus(started.id, "running");
    expect((await client.status(name)).id).toBe(started.id);
    const found = await readAll(client.list({ tags: ["client-test"], statuses: ["running"], reverse: true, limit: 5 }));
    expect(found.map(({ id }) => id)).toEqual([started.id]);
    const { createdAtMs } = running.history;
    expect(await readAll(client.list({ name, sinceMs: createdAtMs, untilMs: createdAtMs + 1 }))).toHaveLength(1);
    expect(await readAll(client.list({ name, untilMs: createdAtMs - 1 }))).toEqual([]);
    expect(can("kill", running)).toEqual({ allowed: true });
    await client.kill(started.id);
    const killed = await untilEnd(started.id);
    expect(killed).toMatchObject({ status: "cancelled", history: { reason: "UserRequested" } });
    expect(can("exec", killed).allowed).toBe(false);
  });

  it("start the same job again", async () => {
    const first = await run("sh -c 'echo again; exit 7'", { tags: ["twice"] });
    const second = await client.start(startPayloadOf(await untilEnd(first.id)));
    expect(second.id).not.toBe(first.id);
    const ended = await untilEnd(second.id);
    expect(ended).toMatchObject({ status: "failed", tags: ["twice"], history: { exitCode: 7 } });
    expect(ended.container.command).toBe(first.container.command);
  });

  it("are refused in words that name the field", async () => {
    await expect(client.start({ image: "host", preset_name: "cpu-small", command: "echo 'open" })).rejects.toEqual(
      failure({ kind: "invalid", status: 400, field: "command" }),
    );
    await expect(client.status("job-00000000-0000-4000-8000-000000000000")).rejects.toEqual(
      failure({ kind: "not-found" }),
    );
    const name = "taken-name";
    const job = await run("sleep 600", { name });
    await expect(run("sleep 600", { name })).rejects.toEqual(failure({ kind: "invalid", field: "name" }));
    await client.kill(job.id);
    const stranger = clientAt(server.origin, "not-the-token");
    await expect(stranger.capacity()).rejects.toEqual(failure({ kind: "unauthorized", status: 401 }));
    await expect(readAll(stranger.list())).rejects.toEqual(failure({ kind: "unauthorized" }));
  });
});

describe("a log", () => {
  it("is read from its beginning to its end, byte by byte the same", async () => {
    const { id } = await run(`sh -c 'seq 1 20000; printf "no newline: ü😀"'`);
    const numbers = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join("");
    expect(await textOf(client.monitor(id))).toBe(`${numbers}no newline: ü😀`);
    // Once more after the end: nothing was lost by being read.
    expect(await textOf(client.monitor(id))).toBe(`${numbers}no newline: ü😀`);
    const stamped = await textOf(client.monitor(id, { timestamps: true }));
    expect(stamped).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z 1\n/);
    expect(await textOf(client.monitor(id, { sinceMs: Date.now() + 60_000 }))).toBe("");
  });

  it("tells that it stands before the job says anything, and is left by a signal", async () => {
    const { id } = await run("sleep 600");
    await server.untilStatus(id, "running");
    const controller = new AbortController();
    const reason = new Error("left");
    const reading = readAll(client.monitor(id, { signal: controller.signal, onOpen: () => controller.abort(reason) }));
    await expect(reading).rejects.toBe(reason);
    await client.kill(id);
  });
});

describe("telemetry", () => {
  it("comes about once a second until the job ends", async () => {
    const { id } = await run("sh -c 'while :; do :; done'");
    const seen: Telemetry[] = [];
    for await (const sample of client.top(id)) {
      seen.push(sample);
      if (seen.length === 3) await client.kill(id);
    }
    const [first, , third] = seen;
    expect(third?.timestampMs).toBeGreaterThan((first?.timestampMs ?? Infinity) + 1_000);
    // The first may be taken before the program is loaded.
    expect(third?.memoryBytes).toBeGreaterThan(0);
    expect(third?.cpu).toBeGreaterThan(0);
    const batches: TelemetryBatch[] = [];
    const ended = createTelemetryStream({ client, jobId: id, onBatch: (batch) => batches.push(batch), environment });
    await until(ended, "ended");
    expect(batches).toEqual([]);

    const kept = await client.telemetry(id, { sinceMs: first?.timestampMs, untilMs: third?.timestampMs });
    const inBetween = seen.filter(({ timestampMs }) => timestampMs <= (third?.timestampMs ?? 0));
    for (const { timestampMs, cpu } of inBetween) {
      const index = kept.timestampsMs.indexOf(timestampMs);
      expect(kept.cpu.mean[index]).toBeCloseTo(cpu, 4);
    }
    expect(kept.stepMs).toBe(1_000);
  });
});

describe("a process's streams", () => {
  let job: Job;
  beforeAll(async () => {
    job = await run("sh -c 'while read line; do echo \"got $line\"; done; exit 3'", { tty: false });
    await server.untilStatus(job.id, "running");
  });

  it("of exec carry input and both outputs, and its exit code", async () => {
    const command = `sh -c 'read line; echo "out $line"; echo err >&2; exit 43'`;
    const stream = await client.exec(job.id, { command, stdin: true, stdout: true, stderr: true });
    write(stream, "ünï\n");
    const messages = await readAll(stream.output);
    const textFrom = (name: string) =>
      Buffer.concat(messages.filter((one) => one.stream === name).map((one) => one.data)).toString();
    expect([textFrom("stdout"), textFrom("stderr")]).toEqual(["out ünï\n", "err\n"]);
    expect(await stream.end).toMatchObject({ exitCode: 43 });
  });

  it("of exec with a terminal follow its size", async () => {
    const stream = await client.exec(job.id, { command: "sh", tty: true, stdin: true, stdout: true });
    const output = stream.output[Symbol.asyncIterator]();
    stream.resize({ width: 101, height: 33 });
    write(stream, "stty size\n");
    await readUntil(output, "33 101");
    stream.resize({ width: 77, height: 22 });
    write(stream, "stty size\n");
    await readUntil(output, "22 77");
    write(stream, "exit 5\n");
    expect(await stream.end).toMatchObject({ exitCode: 5 });
  });

  it("of exec tell what is wrong with a command", async () => {
    const command = "no-such-program-anywhere";
    const stream = await client.exec(job.id, { command, stdout: true, stderr: true });
    expect(await outputOf(stream, "stderr")).toContain(command);
    expect(await stream.end).toMatchObject({ exitCode: 127 });
  });

  it("of attach reach the job itself; leaving does not end it", async () => {
    const stream = await client.attach(job.id, { stdin: true, stdout: true });
    write(stream, "hello\n");
    await readUntil(stream.output[Symbol.asyncIterator](), "got hello");
    stream.close();
    expect(await stream.end).toBeUndefined();
    expect((await client.status(job.id)).status).toBe("running");
  });

  it("are left by a signal", async () => {
    for (const open of [
      (signal: AbortSignal) => client.attach(job.id, { stdout: true, signal }),
      (signal: AbortSignal) => client.exec(job.id, { command: "sleep 600", stdout: true, signal }),
    ]) {
      const controller = new AbortController();
      const stream = await open(controller.signal);
      const reason = new Error("left");
      controller.abort(reason);
      await expect(outputOf(stream)).rejects.toBe(reason);
      await expect(stream.end).rejects.toBe(reason);
    }
  });

  it("that are refused say why", async () => {
    await client.kill(job.id);
    await untilEnd(job.id);
    const ended = failure({
      kind: "not-running",
      message: expect.stringContaining("The job has ended (cancelled") as string,
    });
    await expect(client.attach(job.id, { stdout: true })).rejects.toEqual(ended);
    await expect(client.exec(job.id, { command: "sh", stdout: true })).rejects.toEqual(ended);
    await expect(readAll(client.top(job.id))).rejects.toEqual(ended);
    const unknown = failure({ kind: "not-found" });
    await expect(client.exec("job-x", { command: "sh", stdout: true })).rejects.toEqual(unknown);
    await expect(readAll(client.monitor("job-x"))).rejects.toEqual(unknown);
    const stranger = clientAt(server.origin, "not-the-token");
    await expect(readAll(stranger.top(job.id))).rejects.toEqual(failure({ kind: "unauthorized" }));
  });
});

/** A wire that can be cut: a TCP proxy in front of the server. */
class CuttableWire {
  readonly #listener: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  /** Told of every piece from the server; true cuts the connection after it. */
  onPiece: (piece: Buffer) => boolean = () => false;
  cuts = 0;

  constructor(targetPort: number) {
    this.#listener = createServer((near) => {
      const far = connect(targetPort, "127.0.0.1");
      const pair: [Socket, Socket] = [near, far];
      this.#pairs.add(pair);
      for (const socket of pair) {
        socket.on("error", () => this.#drop(pair));
        socket.on("close", () => this.#drop(pair));
      }
      near.pipe(far);
      far.on("data", (piece: Buffer) => {
        near.write(piece);
        if (!this.onPiece(piece)) return;
        this.cuts += 1;
        this.#drop(pair);
      });
    });
  }

  async open(): Promise<string> {
    this.#listener.listen(0, "127.0.0.1");
    await once(this.#listener, "listening");
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  #drop(pair: [Socket, Socket]): void {
    this.#pairs.delete(pair);
    for (const socket of pair) socket.destroy();
  }

  close(): void {
    this.#listener.close();
    for (const pair of this.#pairs) this.#drop(pair);
  }
}

/** Reconnects without waiting. */
const environment: StreamEnvironment = {
  now: Date.now,
  random: Math.random,
  setTimer(callback) {
    const timer = setTimeout(callback, 5);
    return () => clearTimeout(timer);
  },
  onWakeUp: () => () => undefined,
};

function until(stream: LiveStream, status: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const state = stream.getState();
      if (state.status !== status && state.status !== "refused") return;
      unsubscribe();
      if (state.status === "refused" && status !== "refused") reject(state.error);
      else resolve();
    };
    const unsubscribe = stream.subscribe(look);
    look();
  });
}

describe("a connection that is cut again and again", () => {
  it("loses and doubles no line of a log that is being written", async () => {
    const wire = new CuttableWire(Number(new URL(server.origin).port));
    const origin = await wire.open();
    let bytes = 0;
    let limit = 5_000;
    wire.onPiece = (piece) => {
      bytes += piece.length;
      if (bytes < limit || wire.cuts >= 40) return false;
      bytes = 0;
      limit = 2_000 + Math.floor(Math.random() * 60_000);
      return true;
    };
    // Bursts, pauses, lines that grow in steps, both streams.
    const loop = `for i in $(seq 1 60); do seq -f "$i %05g some text to fill the line" 1 300; printf "$i begun"; sleep 0.03; echo " and ended"; done`;
    const { id } = await run(`sh -c '${loop}'`);
    const lines: string[] = [];
    const stream = createLogStream({
      client: clientAt(origin),
      jobId: id,
      environment,
      sink: {
        line: (bytes, start, end) => lines.push(Buffer.from(bytes.subarray(start, end)).toString()),
        pieceEnd: () => undefined,
      },
    });
    await until(stream, "ended");
    wire.close();
    const expected = (await textOf(client.monitor(id))).trimEnd().split("\n");
    expect(expected).toHaveLength(60 * 301);
    expect(wire.cuts).toBeGreaterThan(5);
    expect(lines).toEqual(expected);
  }, 60_000);

  it("survives a server that is killed and comes back", async () => {
    const { id } = await run(`sh -c 'for i in $(seq 1 80); do echo "line $i"; sleep 0.05; done'`);
    const lines: string[] = [];
    let arrived: () => void;
    const first = new Promise<void>((resolve) => (arrived = resolve));
    const stream = createLogStream({
      client,
      jobId: id,
      environment,
      sink: {
        line: (bytes, start, end) => lines.push(Buffer.from(bytes.subarray(start, end)).toString()),
        pieceEnd: () => arrived(),
      },
    });
    await first;
    await server.stop("SIGKILL");
    await server.boot();
    await until(stream, "ended");
    expect(lines).toEqual(Array.from({ length: 80 }, (_, index) => `line ${index + 1}`));
    expect(isFinished((await client.status(id)).status)).toBe(true);
  }, 60_000);
});
