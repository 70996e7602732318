import { createHash, randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { call, start, target, untilFinished } from "./testing/api.ts";
import { startEcho } from "./testing/echoServer.ts";
import type { TestSocket } from "./testing/testSocket.ts";
import { openPlain } from "./testing/socket.ts";

let id: string;
let port: number;
beforeAll(async () => {
  ({ id, port } = await startEcho());
});

const forward = (to: number | string = port, job = id) => openPlain(`${job}/port_forward/${to}`);
const bytesOf = ({ frames }: TestSocket) => Buffer.concat(frames);

describe("port_forward", () => {
  it("carries bytes both ways, one connection a socket", async () => {
    const [one, other] = [forward(), forward()];
    expect(await Promise.all([one.opened, other.opened])).toEqual(["", ""]);
    one.socket.send(Buffer.from("to one"));
    other.socket.send(Buffer.of(0xff, 0, 1));
    await one.until((text) => text === "to one");
    await other.until(() => bytesOf(other).equals(Buffer.of(0xff, 0, 1)));
    for (const { socket, closed } of [one, other]) {
      socket.close();
      await closed;
    }
  });

  it("loses nothing of much, and an empty frame ends the client's half", async () => {
    const socket = forward();
    await socket.opened;
    const sent = randomBytes(2_000_000);
    for (let from = 0; from < sent.length; from += 60_000) socket.socket.send(sent.subarray(from, from + 60_000));
    if (target.unsupported.half_close === undefined) {
      socket.socket.send(Buffer.of());
      expect((await socket.closed).code).toBe(1000);
    } else {
      await socket.until(() => bytesOf(socket).length >= sent.length);
      socket.socket.close();
      await socket.closed;
    }
    const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
    expect(digest(bytesOf(socket))).toBe(digest(sent));
  });

  it.each(["0", "65536", "-1", "http", "1.5"])("to %j is refused before the handshake", async (bad) => {
    expect(await forward(bad).refused).toMatchObject({ status: 400, header: { field: "port" } });
  });

  it("to a port that refuses, or a job that is not running, is refused in words", async () => {
    const closed = await forward(1).refused;
    expect(closed).toMatchObject({ status: 400, header: { error: expect.stringMatching(/port 1\b.*\.$/) as string } });
    const ended = await start({ command: "true" });
    await untilFinished(ended.id);
    const refused = await forward(port, ended.id).refused;
    expect(refused).toMatchObject({ status: 404, header: { error: `Job '${ended.id}' is not running.` } });
  });

  it("ends with its job", async () => {
    const doomed = await startEcho();
    const socket = forward(doomed.port, doomed.id);
    await socket.opened;
    await call("DELETE", `/jobs/${doomed.id}`);
    expect([1000, 1011]).toContain((await socket.closed).code);
  });
});
