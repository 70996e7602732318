import { once } from "node:events";
import type { Duplex } from "node:stream";
import { expect, test } from "vitest";
import type { Handle } from "../engine.ts";
import { endless, member, type Harness } from "./harness.ts";

/** Connections to a port inside a run. */
export function testDial({ engine, run, log, echoServer, limits }: Harness): void {
  const dial = (handle: Handle, port: number) => member(engine(), "dial")(handle, port);

  async function listen(): Promise<{ handle: Handle; port: number }> {
    const handle = await run("", { command: echoServer() });
    const [, port] = await log(handle, { follow: true }).until(/port (\d+)\n/);
    return { handle, port: Number(port) };
  }

  /** Reads to the end, or, where the other side is not told of this one's end, what it must have said. */
  async function readAll(connection: Duplex, expectedBytes: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of connection) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (limits.cannotEndInput && bytes >= expectedBytes) break;
    }
    return Buffer.concat(chunks);
  }

  test("carries bytes both ways, and to the end when one half has ended", async () => {
    const { handle, port } = await listen();
    const sent = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 31 + (index >> 8)) % 256));
    const connection = await dial(handle, port);
    connection.end(sent);
    expect((await readAll(connection, sent.length)).equals(sent)).toBe(true);
  });

  test("is one connection a call", async () => {
    const { handle, port } = await listen();
    const [first, second] = await Promise.all([dial(handle, port), dial(handle, port)]);
    first.end("one");
    second.end("two");
    expect(String(await readAll(first, 3))).toBe("one");
    expect(String(await readAll(second, 3))).toBe("two");
  });

  test("says when nobody listens there, and what a port is", async () => {
    const { handle, port } = await listen();
    const connection = await dial(handle, port);
    // What a program has not yet accepted is reset by its end, not ended.
    connection.write("accepted");
    await once(connection, "data");
    const ended = once(connection.resume(), "end");
    await engine().signal(handle, "SIGKILL");
    await ended;
    connection.destroy();
    const other = await run("sleep 1000");
    await expect(dial(other, port)).rejects.toMatchObject({ name: "EngineError", kind: "invalid" });
    for (const bad of [0, -1, 65_536, 1.5, NaN]) {
      await expect(dial(other, bad)).rejects.toMatchObject({ kind: "invalid" });
    }
  });

  test("needs a run that runs", async () => {
    const { handle, port } = await listen();
    await engine().stop(handle, 0);
    await engine().wait(handle, endless);
    await expect(dial(handle, port)).rejects.toMatchObject({ kind: "conflict" });
    await engine().remove(handle);
    await expect(dial(handle, port)).rejects.toMatchObject({ kind: "not_found" });
  });
}
