import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { sh, startRunning, statusOf, target } from "./testing/api.ts";
import { descriptorCount } from "./testing/processState.ts";
import type { TestSocket } from "./testing/testSocket.ts";
import { execPath, open, PROTOCOL, readChannels, stdin } from "./testing/socket.ts";

const SOCKETS = 200;
const KINDS = ["log_ws", "top", "exec"] as const;
type Kind = (typeof KINDS)[number];

const isSeen = target.pid !== undefined && existsSync(`/proc/${target.pid}/fd`);

function openKind(id: string, kind: Kind): TestSocket {
  if (kind === "log_ws") return open(`${id}/log_ws`, PROTOCOL.logs);
  if (kind === "top") return open(`${id}/top`, PROTOCOL.top);
  return open(execPath(id, sh("read line; echo got $line"), "stdin=1&stdout=1"), PROTOCOL.channels);
}

/** Waits until it has been served what its kind is about. */
async function served(socket: TestSocket, kind: Kind): Promise<void> {
  await socket.opened;
  if (kind === "log_ws") await socket.until((text) => text.includes("said by the job\n"));
  if (kind === "top") await socket.until((text) => text.includes('"cpu"'));
  if (kind !== "exec") return;
  socket.socket.send(stdin("this\n"));
  await socket.closed;
  const { stdout, end } = readChannels(socket.frames);
  expect([stdout, end]).toEqual(["got this\n", [{ exit_code: 0 }]]);
}

/** Opens them all at once, lets all be served and closes all. */
async function round(id: string): Promise<void> {
  const kinds = Array.from({ length: SOCKETS }, (_, index) => KINDS[index % KINDS.length] ?? "log_ws");
  const sockets = kinds.map((kind) => ({ kind, ...openKind(id, kind) }));
  await Promise.all(sockets.map((socket) => socket.opened));
  await Promise.all(sockets.map((socket) => served(socket, socket.kind)));
  for (const { socket } of sockets) socket.close();
  expect((await Promise.all(sockets.map(({ closed }) => closed))).length).toBe(SOCKETS);
}

describe(`${SOCKETS} sockets at once`, () => {
  it("are all served and closed, and leave no descriptor open", async () => {
    const id = await startRunning("echo said by the job; sleep 1000");
    const before = isSeen ? descriptorCount(target.pid ?? 0) : 0;
    await round(id);
    await round(id);
    expect((await statusOf(id)).status).toBe("running");
    if (!isSeen) return;
    // The last ones close a moment after their clients know; other tests have some open meanwhile.
    while (descriptorCount(target.pid ?? 0) > before + 20) await delay(50);
  }, 60_000);
});
