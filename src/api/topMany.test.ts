import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { TopFrame } from "../../contract/topMany.ts";
import { startRunning } from "../../server/testing/shell.ts";
import { startTestServer, type TestServer } from "../../server/testing/testServer.ts";
import { createJobsClient } from "./client.ts";
import { createTopStream } from "./streams/topStream.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const clientOf = (origin: string) =>
  createJobsClient({
    origin,
    token: () => server.token,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });

/** A browser's timers and chance, but for its wake-ups. */
const environment = {
  now: () => Date.now(),
  random: Math.random,
  setTimer(callback: () => void, delayMs: number) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  onWakeUp: () => () => {},
};

it("follows picked jobs, and says when the platform is away", async () => {
  const id = await startRunning(server, "sleep 600");
  const frames: TopFrame[] = [];
  let wake = () => {};
  const until = async (isEnough: () => boolean) => {
    while (!isEnough()) await new Promise<void>((resolve) => (wake = resolve));
  };

  const first = createTopStream({
    client: clientOf(server.origin),
    onFrame: (frame) => {
      frames.push(frame);
      wake();
    },
    onState: () => wake(),
    environment,
  });
  first.pick([id]);
  await until(() => frames.some(({ samples }) => samples?.[id] !== undefined));
  expect(first.getState().status).toBe("live");
  await server.restart();
  await until(() => first.getState().status === "reconnecting");
  first.dispose();
});

it("says that a platform does not tell of many jobs, while one that is away may come back", async () => {
  const other = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end("{}");
  });
  other.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 404 Not Found\r\n\r\n"));
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  const client = clientOf(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  await expect(client.topMany()).rejects.toMatchObject({ kind: "not-found" });
  await new Promise((resolve) => other.close(resolve));
  await expect(client.topMany()).rejects.toMatchObject({ kind: "network" });
});
