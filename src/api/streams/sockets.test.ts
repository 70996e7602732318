import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer, type WebSocket as ServerSocket } from "ws";
import { encodeFrame } from "../../../contract/frames.ts";
import type { JobPayload } from "../../../contract/job.ts";
import { createJobsClient } from "../client.ts";
import type { ApiError } from "../errors.ts";
import type { JobsClient, StdStream } from "../jobsClient.ts";

const fixture = readFileSync(new URL("../../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const JOB = JSON.parse(fixture) as JobPayload;
const PENDING: JobPayload = {
  ...JOB,
  status: "pending",
  history: { created_at: "2024-01-01T00:00:00Z", reason: "Pulling", description: "image ubuntu" },
};
const ENDED: JobPayload = { ...JOB, status: "succeeded", history: { ...JOB.history, exit_code: 0 } };

/** A real server whose sockets do as the test says, and which tells of one job. */
let server: Server;
let sockets: WebSocketServer;
let client: JobsClient;
let job: { status: number; body: unknown };
let handshake: { url: string; offered: string } | undefined;
/** What to do with a connection; undefined refuses the handshake. */
let serve: ((socket: ServerSocket) => void) | undefined;

beforeEach(async () => {
  job = { status: 200, body: JOB };
  handshake = undefined;
  serve = undefined;
  server = createServer((_, response) => response.writeHead(job.status).end(JSON.stringify(job.body)));
  sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    handshake = { url: request.url ?? "", offered: request.headers["sec-websocket-protocol"] ?? "" };
    if (!serve) socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n");
    else sockets.handleUpgrade(request, socket, head, serve);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  client = createJobsClient({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    token: () => "secret",
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });
});

afterEach(() => {
  for (const socket of sockets.clients) socket.terminate();
  server.closeAllConnections();
  server.close();
});

const failure = (fields: Partial<ApiError>) => expect.objectContaining({ name: "ApiError", ...fields }) as ApiError;

async function readAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const textOf = (chunks: Uint8Array[]) => Buffer.concat(chunks).toString();
/** Breaks the connection as a lost network does: no closing handshake. */
const cut = (socket: ServerSocket) => socket.terminate();

/** Every stream of the client, read to its end. */
const streams: [name: string, read: (signal?: AbortSignal) => Promise<unknown>][] = [
  ["monitor", (signal) => readAll(client.monitor("job-id", { signal }))],
  ["top", (signal) => readAll(client.top("job-id", { signal }))],
  ["attach", (signal) => client.attach("job-id", { stdout: true, signal }).then(readOutput)],
  ["exec", (signal) => client.exec("job-id", { command: "sh", stdout: true, signal }).then(readOutput)],
  ["portForward", (signal) => client.portForward("job-id", 80, { signal }).then(({ bytes }) => readAll(bytes))],
];

async function readOutput(stream: StdStream): Promise<unknown> {
  await readAll(stream.output);
  return stream.end;
}

describe("the handshake", () => {
  it.each<[string, string, Record<string, string>, string]>([
    ["monitor", "log_ws", { separator: "" }, "logs.apolo.us"],
    ["top", "top", {}, "top.apolo.us"],
    ["attach", "attach", { tty: "0", stdin: "0", stdout: "1", stderr: "0" }, "v2.channels.neu.ro"],
    ["exec", "exec", { tty: "0", stdin: "0", stdout: "1", stderr: "0", cmd: "sh" }, "v2.channels.neu.ro"],
  ])("of %s offers the service first and the token last", async (name, path, query, protocol) => {
    await expect(streams.find((stream) => stream[0] === name)?.[1]()).rejects.toThrow();
    const url = new URL(handshake?.url ?? "", "http://x");
    expect(url.pathname).toBe(`/api/v1/jobs/job-id/${path}`);
    expect(Object.fromEntries(url.searchParams)).toEqual(query);
    expect(handshake?.offered).toBe(`${protocol},bearer.apolo.us-secret`);
  });

  it("carries a log's options and a command of any characters", async () => {
    await expect(
      readAll(client.monitor("job-id", { sinceMs: 1_700_000_000_123, timestamps: true, separator: "=== live" })),
    ).rejects.toThrow();
    expect(Object.fromEntries(new URL(handshake?.url ?? "", "http://x").searchParams)).toEqual({
      since: "2023-11-14T22:13:20.123Z",
      timestamps: "true",
      separator: "=== live",
    });
    const command = `sh -c 'echo "ü & 100%" + #1'`;
    await expect(client.exec("job-id", { command, tty: true, stdin: true, stdout: true })).rejects.toThrow();
    expect(new URL(handshake?.url ?? "", "http://x").searchParams.get("cmd")).toBe(command);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ["portForward", "port_forward/80", () => client.portForward("job-id", 80)],
    ["execStart", "exec%2F1/exec_start", () => client.execStart("job-id", "exec/1")],
  ])("of %s offers nothing, for nothing is answered, and has the token in its query", async (_, path, open) => {
    await expect(open()).rejects.toThrow();
    expect(handshake).toEqual({ url: `/api/v1/jobs/job-id/${path}?neuro-auth-token=secret`, offered: "" });
  });

  it("is not tried with what every server refuses", async () => {
    await expect(client.attach("x", { stdout: true, stderr: true, tty: true })).rejects.toEqual(
      failure({ kind: "invalid" }),
    );
    await expect(client.exec("x", { command: "sh" })).rejects.toEqual(failure({ kind: "invalid" }));
    for (const command of ["echo 'open", " "]) {
      await expect(client.exec("x", { command, stdout: true })).rejects.toEqual(
        failure({ kind: "invalid", field: "command" }),
      );
    }
    expect(handshake).toBeUndefined();
  });
});

describe.each(streams)("%s", (name, read) => {
  const needsRunning = name !== "monitor";

  it.each<[string, { status: number; body: unknown }, Partial<ApiError>]>([
    ["the token", { status: 401, body: { error: "Sign in." } }, { kind: "unauthorized", message: "Sign in." }],
    [
      "a job that is not there",
      { status: 404, body: { error: "No such job." } },
      { kind: "not-found", message: "No such job." },
    ],
    [
      "a job that waits",
      { status: 200, body: PENDING },
      { kind: "not-running", message: "The job has not started yet: Pulling, image ubuntu." },
    ],
    [
      "a job that has ended",
      { status: 200, body: ENDED },
      needsRunning
        ? { kind: "not-running", message: "The job has ended (succeeded, exit code 0)." }
        : { kind: "server" },
    ],
    ["nothing that can be seen", { status: 200, body: JOB }, { kind: "server", retryable: true }],
  ])("refused because of %s says so", async (_, answer, fields) => {
    job = answer;
    await expect(read()).rejects.toEqual(failure(fields));
  });

  it("that breaks off is no end", async () => {
    serve = cut;
    await expect(read()).rejects.toEqual(failure({ kind: "network", message: "The connection to the job was lost." }));
  });

  it("that breaks off says what became of the job", async () => {
    serve = (socket) => {
      job = { status: 404, body: { error: "No such job." } };
      cut(socket);
    };
    await expect(read()).rejects.toEqual(failure({ kind: "not-found" }));
  });

  it("that breaks off with the whole server is the network's", async () => {
    serve = (socket) => {
      server.close();
      cut(socket);
    };
    await expect(read()).rejects.toEqual(failure({ kind: "network" }));
  });

  it("that the server gives up tells its reason", async () => {
    serve = (socket) => socket.close(1011, "The engine is gone.");
    await expect(read()).rejects.toEqual(failure({ kind: "server", message: "The engine is gone." }));
  });

  it("rejects with the reason of an abort, before, while connecting and after, and hangs up", async () => {
    const reason = new Error("left");
    await expect(read(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(handshake).toBeUndefined();

    const connecting = new AbortController();
    sockets.once("headers", () => connecting.abort(reason));
    serve = () => undefined;
    await expect(read(connecting.signal)).rejects.toBe(reason);

    const connected = new AbortController();
    const closed = new Promise((resolve) => {
      serve = (socket) => {
        socket.on("close", resolve);
        socket.on("message", () => undefined);
        setImmediate(() => connected.abort(reason));
      };
    });
    await expect(read(connected.signal)).rejects.toBe(reason);
    await closed;
  });
});

describe("monitor", () => {
  it("ends when the server says that all was sent, with every byte as it came", async () => {
    const log = Buffer.from("one\nzwölf 😀\n");
    serve = (socket) => {
      for (const byte of log) socket.send(Buffer.of(byte));
      socket.send("text frames too");
      socket.close(1000);
    };
    const chunks = await readAll(client.monitor("job-id"));
    expect(chunks).toHaveLength(log.length + 1);
    expect(textOf(chunks)).toBe("one\nzwölf 😀\ntext frames too");
  });

  it("gives what came before the connection broke", async () => {
    serve = (socket) => socket.send("last words", () => cut(socket));
    const chunks: Uint8Array[] = [];
    const reading = (async () => {
      for await (const chunk of client.monitor("job-id")) chunks.push(chunk);
    })();
    await expect(reading).rejects.toEqual(failure({ kind: "network" }));
    expect(textOf(chunks)).toBe("last words");
  });

  it("tells when the connection stands, though the job is quiet, and hangs up when left", async () => {
    let say: () => void = () => undefined;
    const closed = new Promise((resolve) => {
      serve = (socket) => {
        socket.on("close", resolve);
        say = () => socket.send("x");
      };
    });
    for await (const chunk of client.monitor("job-id", { onOpen: () => say() })) {
      expect(textOf([chunk])).toBe("x");
      break;
    }
    await closed;
  });

  it("of a removed log says so", async () => {
    job = { status: 200, body: { ...ENDED, logs_removed: true } };
    await expect(readAll(client.monitor("job-id"))).rejects.toEqual(
      failure({ kind: "not-found", message: "The job's log was removed." }),
    );
  });
});

describe("top", () => {
  it("reads samples until the job ends", async () => {
    serve = (socket) => {
      for (const cpu of [0.5, 1]) socket.send(JSON.stringify({ cpu, memory: 1, timestamp: 10 }));
      socket.close(1000);
    };
    const samples = await readAll(client.top("job-id"));
    expect(samples.map(({ cpu, memoryBytes, timestampMs }) => [cpu, memoryBytes, timestampMs])).toEqual([
      [0.5, 1_048_576, 10_000],
      [1, 1_048_576, 10_000],
    ]);
  });

  it.each<[string, string, Partial<ApiError>]>([
    ["no JSON", "cpu=1", { kind: "protocol" }],
    ["a field missing", '{"cpu":1}', { kind: "protocol", field: "timestamp" }],
  ])("refuses a sample with %s", async (_, frame, fields) => {
    serve = (socket) => socket.send(frame);
    await expect(readAll(client.top("job-id"))).rejects.toEqual(failure(fields));
  });
});

describe("a process's streams", () => {
  const open = () => client.exec("job-id", { command: "sh", stdin: true, stdout: true, stderr: true });

  it("carry input, sizes and output, and end with the exit code", async () => {
    const received: number[][] = [];
    serve = (socket) => {
      socket.send(encodeFrame({ type: "output", stream: "stdout", data: Buffer.from("out") }));
      socket.send(encodeFrame({ type: "output", stream: "stderr", data: Buffer.from("err") }));
      socket.on("message", (data: Buffer) => {
        received.push([...data]);
        if (received.length < 2) return;
        socket.send(encodeFrame({ type: "exit", exitCode: 43, message: "bye" }));
        socket.close(1000);
      });
    };
    const stream = await open();
    stream.write(new Uint8Array([255, 10]));
    stream.resize({ width: 80, height: 24 });
    const output = await readAll(stream.output);
    expect(output.map(({ stream: from, data }) => [from, textOf([data])])).toEqual([
      ["stdout", "out"],
      ["stderr", "err"],
    ]);
    expect(await stream.end).toEqual({ exitCode: 43, message: "bye" });
    expect(received[0]).toEqual([0, 255, 10]);
    expect(received[1]?.[0]).toBe(4);
    expect(JSON.parse(Buffer.from(received[1] ?? []).toString("utf8", 1))).toEqual({ width: 80, height: 24 });
  });

  it("that close without an exit code were lost, on `output` and on `end` alike", async () => {
    serve = (socket) => socket.close(1000);
    const stream = await open();
    await expect(readAll(stream.output)).rejects.toEqual(failure({ kind: "network" }));
    await expect(stream.end).rejects.toEqual(failure({ kind: "network" }));
    expect(() => stream.write(new Uint8Array([1]))).toThrow(failure({ kind: "network" }));
  });

  it("that are closed from here end without an exit code", async () => {
    const closed = new Promise((resolve) => (serve = (socket) => socket.on("close", resolve)));
    const stream = await open();
    stream.close();
    stream.close();
    expect(await readAll(stream.output)).toEqual([]);
    expect(await stream.end).toBeUndefined();
    expect(() => stream.resize({ width: 1, height: 1 })).toThrow(failure({ kind: "network" }));
    await closed;
  });

  it("tell their end though nobody reads the output", async () => {
    serve = (socket) => {
      socket.send(encodeFrame({ type: "output", stream: "stdout", data: Buffer.from("unread") }));
      socket.send(encodeFrame({ type: "exit", exitCode: 0 }));
    };
    expect(await (await open()).end).toEqual({ exitCode: 0, message: undefined });
  });

  it("with a frame that nobody knows break the contract", async () => {
    serve = (socket) => socket.send(Buffer.of(9, 1));
    await expect((await open()).end).rejects.toEqual(failure({ kind: "protocol" }));
  });
});

describe("a token", () => {
  it("that cannot travel over a socket is refused in words", async () => {
    const other = createJobsClient({
      origin: "http://127.0.0.1:1",
      token: () => "a b",
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    });
    await expect(readAll(other.top("x"))).rejects.toEqual(failure({ kind: "unauthorized" }));
  });
});
