import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer, type WebSocket as ServerSocket } from "ws";
import { LINE_COUNT_BYTES, putLineCount } from "../../../contract/logFrames.ts";
import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { createJobsClient } from "../client.ts";
import type { StreamEnvironment } from "./environment.ts";
import { createLogStream, type LogSink, type LogStreamOptions } from "./logStream.ts";
import type { LiveStream } from "./liveStream.ts";

const fixture = readFileSync(new URL("../../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const JOB = JSON.parse(fixture) as Record<string, unknown>;
const BASE = Date.UTC(2026, 0, 2, 3, 4, 5);

/** No waiting between connections. */
const impatient: StreamEnvironment = {
  now: Date.now,
  random: Math.random,
  setTimer(callback) {
    const timer = setImmediate(callback);
    return () => clearImmediate(timer);
  },
  onWakeUp: () => () => undefined,
};

let server: Server;
let sockets: WebSocketServer;
let stream: LiveStream | undefined;

afterEach(() => {
  stream?.dispose();
  for (const socket of sockets.clients) socket.terminate();
  server.closeAllConnections();
  server.close();
});

interface Line {
  readonly ms: number;
  readonly text: string;
}

/** A real server that keeps a log, and hands every connection to `serve` with what it asked for. */
async function serveLog(
  serve: (socket: ServerSocket, bytesSince: (lines: readonly Line[]) => Buffer) => void,
  statusOf: () => string,
  protocol: string = SUBPROTOCOL.logs,
): Promise<Omit<LogStreamOptions, "sink">> {
  server = createServer((_, response) => response.end(JSON.stringify({ ...JOB, status: statusOf() })));
  sockets = new WebSocketServer({ server, handleProtocols: () => protocol });
  sockets.on("connection", (socket, request) => {
    const query = new URL(request.url ?? "", "http://x").searchParams;
    expect(query.get("timestamps")).toBe("true");
    const sinceMs = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
    serve(socket, (lines) => encode(lines.filter((line) => line.ms >= sinceMs)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = createJobsClient({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: () => "secret",
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });
  return { client, jobId: "job-id", environment: impatient };
}

function encode(lines: readonly Line[]): Buffer {
  const stamped = lines.map(({ ms, text }) => `${new Date(ms).toISOString().replace("Z", "123456Z")} ${text}\n`);
  return Buffer.from(stamped.join(""));
}

/** What a reader shows: finished lines, and the unfinished one. */
function createScreen() {
  const screen = { lines: [] as Line[], partial: undefined as string | undefined, partials: [] as string[] };
  const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();
  const sink: LogSink = {
    line: (bytes, start, end, ms) => screen.lines.push({ ms, text: textOf(bytes.subarray(start, end)) }),
    pieceEnd(partial) {
      screen.partial = partial && textOf(partial.bytes);
      if (screen.partial !== undefined) screen.partials.push(screen.partial);
    },
  };
  return { screen, sink };
}

/** Takes some of the runs it is offered, and reads them when it has to. */
function createLateScreen(random: () => number) {
  const parts: { lines: Line[]; read?: () => void }[] = [];
  const lineOf = (...[bytes, start, end, ms]: Parameters<LogSink["line"]>) => ({
    ms,
    text: Buffer.from(bytes.subarray(start, end)).toString(),
  });
  let taken = 0;
  const sink: LogSink = {
    line: (...line) => parts.push({ lines: [lineOf(...line)] }),
    pieceEnd: () => undefined,
    run(run) {
      if (random() < 0.3) return 0;
      const lines: Line[] = [];
      parts.push({ lines, read: () => run.read((...line) => lines.push(lineOf(...line))) });
      taken += 1;
      return run.piece.subarray(run.start, run.end).filter((byte) => byte === 10).length;
    },
    readRuns() {
      for (const part of parts) {
        part.read?.();
        delete part.read;
      }
    },
  };
  return { sink, taken: () => taken, lines: () => parts.flatMap(({ lines }) => lines) };
}

function ended(live: LiveStream): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (live.getState().status !== "ended") return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = live.subscribe(look);
    look();
  });
}

/** A small generator of numbers that are the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Lines in bursts of the same moment, some empty, some long, some not ASCII. */
function writeLog(random: () => number, count: number): Line[] {
  let ms = BASE;
  return Array.from({ length: count }, (_, index) => {
    if (random() < 0.4) ms += Math.floor(random() * 700);
    const text = random() < 0.1 ? "" : `${index} ${"ü😀x".repeat(Math.floor(random() * 30))}`;
    return { ms, text };
  });
}

describe("a log stream", () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  it.each(seeds)("loses and doubles no line, wherever connections break (seed %i)", async (seed) => {
    const { options, log, connections } = await breakOften(createRandom(seed));
    const { screen, sink } = createScreen();
    stream = createLogStream({ ...options, sink });
    await ended(stream);
    expect(connections()).toBeGreaterThan(2);
    expect(screen.lines).toEqual(log);
    expect(screen.partial).toBeUndefined();
  });

  it.each(seeds)("nor when its lines are read later (seed %i)", async (seed) => {
    const random = createRandom(seed);
    const { options, log } = await breakOften(random);
    const { sink, taken, lines } = createLateScreen(random);
    stream = createLogStream({ ...options, sink });
    await ended(stream);
    sink.readRuns?.();
    expect(lines()).toEqual(log);
    expect(taken()).toBeGreaterThan(2);
  });

  async function breakOften(random: () => number) {
    const log = writeLog(random, 400);
    let connections = 0;
    let isWhole = false;
    const options = await serveLog(
      (socket, bytesSince) => {
        connections += 1;
        const bytes = bytesSince(log);
        // Further each time, so that the end is reached: cut somewhere, mostly inside a line.
        const length = connections >= 25 ? bytes.length : Math.floor(random() * Math.min(bytes.length, 3_000));
        for (let start = 0; start < length;) {
          const end = Math.min(length, start + 1 + Math.floor(random() * 200));
          socket.send(bytes.subarray(start, end));
          start = end;
        }
        isWhole = length === bytes.length;
        if (isWhole) socket.close(1000);
        else socket.send("", () => socket.terminate());
      },
      () => (isWhole ? "succeeded" : "running"),
    );
    return { options, log, connections: () => connections };
  }

  it("shows an unfinished line as it grows, and once when it is finished after a lost connection", async () => {
    const pieces = ["loading 1%", "\rloading 50%", "\rdone\n"];
    let connections = 0;
    let isOver = false;
    const options = await serveLog(
      (socket) => {
        connections += 1;
        const stamp = "2026-01-02T03:04:05.5Z ";
        if (connections === 1) {
          // The timestamp alone, in two pieces: nothing to show yet.
          for (const piece of [stamp.slice(0, 10), stamp.slice(10), ...pieces.slice(0, 2)])
            socket.send(Buffer.from(piece));
          socket.send("", () => socket.terminate());
        } else {
          isOver = true;
          socket.send(Buffer.from(stamp + pieces.join("") + stamp + "no newline"));
          socket.close(1000);
        }
      },
      () => (isOver ? "succeeded" : "running"),
    );
    const { screen, sink } = createScreen();
    stream = createLogStream({ ...options, sink });
    await ended(stream);
    expect(screen.partials).toEqual(["loading 1%", "loading 1%\rloading 50%", "no newline"]);
    expect(screen.lines.map((line) => line.text)).toEqual(["loading 1%\rloading 50%\rdone", "no newline"]);
    expect(screen.partial).toBeUndefined();
    expect(screen.lines[0]?.ms).toBe(BASE + 500);
  });

  it("reads from where it is told to, and keeps to it after a lost connection", async () => {
    const log = [100, 900, 1_100, 1_200].map((offset) => ({ ms: BASE + offset, text: `at ${offset}` }));
    let connections = 0;
    const options = await serveLog(
      (socket, bytesSince) => {
        connections += 1;
        const bytes = bytesSince(log);
        if (connections === 1) socket.send(bytes.subarray(0, 50), () => socket.terminate());
        else socket.send(bytes, () => socket.close(1000));
      },
      () => (connections > 1 ? "succeeded" : "running"),
    );
    const { screen, sink } = createScreen();
    stream = createLogStream({ ...options, sinceMs: BASE + 500, sink });
    await ended(stream);
    expect(screen.lines).toEqual(log.slice(1));
  });

  it("takes lines without a timestamp", async () => {
    const options = await serveLog(
      (socket) => {
        socket.send(Buffer.from("2026-01-02T03:04:05.5Z one\nsomething went wrong\n"));
        socket.close(1000);
      },
      () => "failed",
    );
    const { screen, sink } = createScreen();
    stream = createLogStream({ ...options, sink });
    await ended(stream);
    expect(screen.lines).toEqual([
      { ms: BASE + 500, text: "one" },
      { ms: BASE + 500, text: "something went wrong" },
    ]);
  });

  it("takes large pieces whose lines were counted in one, and tells of the same lines", async () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => ({ ms: BASE + index, text: `line ${index}` }));
    const bytes = encode(lines);
    const options = await serveLog(
      (socket) => {
        for (let at = 0; at < bytes.length; at += 100_000) {
          const piece = bytes.subarray(at, at + 100_000);
          const frame = Buffer.concat([piece, Buffer.alloc(LINE_COUNT_BYTES)]);
          putLineCount(frame, piece.toString("latin1").split("\n").length - 1);
          socket.send(frame);
        }
        socket.close(1000);
      },
      () => "succeeded",
      SUBPROTOCOL.ownLogs,
    );
    const { screen, sink } = createScreen();
    const counts: (number | undefined)[] = [];
    stream = createLogStream({
      ...options,
      sink: {
        ...sink,
        run(run) {
          const before = screen.lines.length;
          counts.push(run.textLines);
          run.read((line, start, end, ms, isStderr) => sink.line(line, start, end, ms, isStderr));
          return screen.lines.length - before;
        },
      },
    });
    await ended(stream);
    expect(screen.lines).toEqual(lines);
    // But for the lines that are cut in two all of them are in runs.
    expect(counts.reduce((sum: number, count) => sum + (count ?? NaN), 0)).toBe(lines.length - counts.length);
  });

  it("closes its connection when disposed of", async () => {
    const closed = new Promise<void>((resolve, reject) => {
      serveLog(
        (socket) => {
          socket.on("close", () => resolve());
          stream?.dispose();
        },
        () => "running",
      ).then((options) => (stream = createLogStream({ ...options, sink: createScreen().sink })), reject);
    });
    await closed;
  });
});
