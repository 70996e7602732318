import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer, type WebSocket as ServerSocket } from "ws";
import { createJobsClient } from "../client.ts";
import type { StreamEnvironment } from "./environment.ts";
import type { LiveState, LiveStream } from "./liveStream.ts";
import { createTelemetryStream, type TelemetryBatch } from "./telemetryStream.ts";

const fixture = readFileSync(new URL("../../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const JOB = JSON.parse(fixture) as Record<string, unknown>;

let server: Server;
let sockets: WebSocketServer;
let stream: LiveStream | undefined;
let status: string;
let batches: TelemetryBatch[];
/** Timers of the stream that have not run out. */
let timers: Set<{ callback: () => void; delayMs: number }>;

beforeEach(() => {
  status = "running";
  batches = [];
  timers = new Set();
});

afterEach(async () => {
  stream?.dispose();
  await expect.poll(() => timers.size, { message: "timers left", interval: 1 }).toBe(0);
  for (const socket of sockets.clients) socket.terminate();
  server.closeAllConnections();
  server.close();
});

const environment: StreamEnvironment = {
  now: Date.now,
  random: () => 0,
  setTimer(callback, delayMs) {
    const timer = { callback, delayMs };
    timers.add(timer);
    return () => timers.delete(timer);
  },
  onWakeUp: () => () => undefined,
};

/** Lets the only timer run out. */
function runOut(): void {
  const [timer] = timers;
  if (!timer || timers.size !== 1) throw new Error(`${timers.size} timers are set`);
  timers.delete(timer);
  timer.callback();
}

async function follow(serve: (socket: ServerSocket) => void): Promise<LiveStream> {
  server = createServer((_, response) => response.end(JSON.stringify({ ...JOB, status })));
  sockets = new WebSocketServer({ server });
  sockets.on("connection", serve);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = createJobsClient({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: () => "secret",
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });
  return createTelemetryStream({ client, jobId: "job-id", onBatch: (batch) => batches.push(batch), environment });
}

function until(live: LiveStream, wanted: LiveState["status"]): Promise<LiveState> {
  return new Promise((resolve) => {
    const look = () => {
      if (live.getState().status !== wanted) return;
      unsubscribe();
      resolve(live.getState());
    };
    const unsubscribe = live.subscribe(look);
    look();
  });
}

const sample = (seconds: number) => JSON.stringify({ cpu: 1, memory: 1, timestamp: seconds });
const told = () => batches.map(({ samples, isAfterGap }) => [samples.map((one) => one.timestampMs / 1000), isAfterGap]);

describe("a telemetry stream", () => {
  it("shows a gap after a lost connection, and no sample twice", async () => {
    let connections = 0;
    stream = await follow((socket) => {
      connections += 1;
      const seconds = connections === 1 ? [1, 2] : [2, 40, 41];
      for (const second of seconds) socket.send(sample(second));
      if (connections === 1) return socket.send(sample(3), () => socket.terminate());
      status = "succeeded";
      socket.close(1000);
    });
    await until(stream, "reconnecting");
    runOut();
    await until(stream, "ended");
    expect(told()).toEqual([
      [[1], false],
      [[2], false],
      [[3], false],
      [[40], true],
      [[41], false],
    ]);
  });

  it("is live with the first sample", async () => {
    const connected: ServerSocket[] = [];
    stream = await follow((socket) => connected.push(socket));
    await expect.poll(() => connected.length, { interval: 1 }).toBe(1);
    expect(stream.getState().status).toBe("connecting");
    connected[0]?.send(sample(1));
    await until(stream, "live");
  });

  it("waits for a pending job without a connection", async () => {
    status = "pending";
    let connections = 0;
    stream = await follow((socket) => {
      connections += 1;
      socket.send(sample(1));
    });
    await until(stream, "waiting");
    expect(connections).toBe(0);
    status = "running";
    runOut();
    await until(stream, "live");
    expect(connections).toBe(1);
  });

  it("does not trust a connection that has gone silent", async () => {
    stream = await follow((socket) => socket.send(sample(1)));
    await until(stream, "live");
    runOut();
    expect(await until(stream, "reconnecting")).toMatchObject({
      error: { kind: "network", message: "No measurements have come for a while." },
    });
  });

  it("ends at once for a job that has ended", async () => {
    status = "failed";
    stream = await follow(() => undefined);
    expect(await until(stream, "ended")).toMatchObject({ job: { status: "failed" } });
    expect(batches).toEqual([]);
  });
});
