import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createJobsClient } from "../../../src/api/client.ts";
import type { ApiError } from "../../../src/api/errors.ts";
import type { JobsClient, ShellOptions, ShellStream } from "../../../src/api/jobsClient.ts";
import { createManualClock } from "../../testing/manualClock.ts";
import { startRunning } from "../../testing/shell.ts";
import { startTestServer, type TestServer } from "../../testing/testServer.ts";
import { createOutputLog } from "./outputLog.ts";
import { WINDOW_BYTES } from "./outputWindow.ts";
import { SHELL_PATIENCE_MS } from "./shells.ts";

/** Shells that outlive their connections, by the app's own client and real processes. */
const clock = createManualClock();
let server: TestServer;
let client: JobsClient;
let jobId: string;
let sessions = 0;
beforeAll(async () => {
  server = await startTestServer({ clock });
  client = createJobsClient({
    origin: server.origin,
    token: () => server.token,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });
  jobId = await startRunning(server, "sleep 1000");
});
afterAll(() => server.dispose());

const newSession = () => `session-${(sessions += 1)}`;
const failure = (fields: Partial<ApiError>) => expect.objectContaining({ name: "ApiError", ...fields }) as ApiError;
const bytesOf = (text: string) => new TextEncoder().encode(text);

function open(sessionId: string, options: Partial<ShellOptions> = {}): Promise<ShellStream> {
  return client.shell(jobId, { command: "sh", resume: false, size: { width: 100, height: 30 }, sessionId, ...options });
}

/** Reads a shell's output and says at once that it was taken in. */
function read(stream: ShellStream) {
  const output = stream.output[Symbol.asyncIterator]();
  let offset = stream.kept?.news.offset ?? 0;
  let text = "";
  const next = async () => {
    const result = await output.next();
    if (result.done) return false;
    text += Buffer.from(result.value.data).toString("latin1");
    offset += result.value.data.length;
    stream.kept?.taken(offset);
    return true;
  };
  return {
    get offset() {
      return offset;
    },
    get text() {
      return text;
    },
    async until(pattern: RegExp): Promise<string> {
      while (!pattern.test(text)) if (!(await next())) throw new Error(`It ended without ${pattern}: ${text}`);
      return pattern.exec(text)?.[1] ?? "";
    },
    async toEnd(): Promise<string> {
      while (await next());
      return text;
    },
  };
}

describe("a shell that outlives its connection", () => {
  it("starts in the size it was asked for and goes on, byte by byte, where its client had left", async () => {
    const sessionId = newSession();
    const first = await open(sessionId);
    expect(first.kept?.news).toMatchObject({ state: "started", offset: 0, inputBytes: 0 });
    const before = read(first);
    const line = "stty size; stty -echo; seq 1 60000; exit 7\n";
    first.write(bytesOf(line));
    expect(await before.until(/(\d+ \d+)\r\n/)).toBe("30 100");
    await before.until(/\r\n20000\r\n/);
    first.close();
    const second = await open(sessionId, { resume: true, offset: before.offset });
    expect(second.kept?.news).toMatchObject({ state: "resumed", offset: before.offset, inputBytes: line.length });
    const after = await read(second).toEnd();
    const numbers = (before.text + after).match(/^\d+(?=\r\n)/gm) ?? [];
    expect(numbers).toHaveLength(60_000);
    expect(numbers.every((number, index) => Number(number) === index + 1)).toBe(true);
    expect(await second.end).toEqual({ exitCode: 7 });
  });

  it("shows a page that was loaded again what there was before, and tells how it ended meanwhile", async () => {
    const sessionId = newSession();
    const first = await open(sessionId, { command: "sh -c 'echo here; read line; echo got $line; exit 43'" });
    await read(first).until(/here/);
    first.write(bytesOf("it\n"));
    first.close();
    const second = await open(sessionId, { resume: true });
    expect(second.kept?.news.offset).toBe(0);
    expect(second.kept?.news.replayUntil).toBeGreaterThan(0);
    expect(await read(second).toEnd()).toMatch(/^here\r\n[^]*got it/);
    expect(await second.end).toEqual({ exitCode: 43 });
  });

  it("waits for its reader: only so much is on its way, and not a byte is lost", async () => {
    const stream = await open(newSession(), { command: "sh -c 'head -c 3000000 /dev/zero | tr \"\\0\" x'" });
    const output = stream.output[Symbol.asyncIterator]();
    let received = 0;
    let silent = false;
    const pull = async () => {
      const result = await output.next();
      received += result.done ? 0 : result.value.data.length;
      return !result.done;
    };
    // Nothing was taken in, so at some point nothing more comes.
    let pending = pull();
    while (!silent) {
      const outcome = await Promise.race([pending, delay(1000, "silent" as const)]);
      if (outcome === "silent") silent = received >= WINDOW_BYTES.first;
      else pending = pull();
    }
    expect(received).toBeGreaterThanOrEqual(WINDOW_BYTES.first);
    expect(received).toBeLessThan(2 * WINDOW_BYTES.first);
    stream.kept?.taken(received);
    while (await pending) {
      stream.kept?.taken(received);
      pending = pull();
    }
    expect(received).toBe(3_000_000);
  });

  it("belongs to the window that asked last", async () => {
    const sessionId = newSession();
    const first = await open(sessionId);
    const second = await open(sessionId, { resume: true });
    await expect(first.end).rejects.toEqual(failure({ kind: "conflict" }));
    second.write(bytesOf("echo still $((40 + 2))\n"));
    await read(second).until(/still 42/);
    second.kept?.hangUp();
    await expect(second.end).rejects.toEqual(failure({ name: "ApiError" }));
    await expect(open(sessionId, { resume: true })).rejects.toEqual(failure({ kind: "not-found" }));
  });

  it("tells which program runs in it", async () => {
    const sessionId = newSession();
    const stream = await open(sessionId, { command: "bash --norc" });
    const output = read(stream);
    await output.until(/[$#] /);
    expect(await client.execInspect(jobId, sessionId)).toMatchObject({ running: true, foreground: null });
    stream.write(bytesOf("echo go-$((1 + 1)); sleep 500\n"));
    await output.until(/go-2/);
    let inspected = await client.execInspect(jobId, sessionId);
    while (inspected.foreground === null) inspected = await client.execInspect(jobId, sessionId);
    expect(inspected.foreground).toBe("sleep");
    stream.kept?.hangUp();
  });

  it("is ended when nobody comes back for five minutes", async () => {
    const sessionId = newSession();
    const stream = await open(sessionId);
    stream.write(bytesOf("echo pid:$$:\n"));
    const pid = Number(await read(stream).until(/pid:(\d+):/));
    stream.close();
    clock.advance(SHELL_PATIENCE_MS - 1);
    const back = await open(sessionId, { resume: true, offset: 0 });
    expect(back.kept?.news.state).toBe("resumed");
    back.close();
    // When the server notices that the client has left is not told.
    while (await isKnown(sessionId)) clock.advance(SHELL_PATIENCE_MS);
    await expect(open(sessionId, { resume: true })).rejects.toEqual(failure({ kind: "not-found" }));
    while (isAlive(pid)) await delay(50);
  });

  it("answers a ping, and refuses what is no session", async () => {
    const stream = await open(newSession());
    const before = stream.kept?.lastHeardMs ?? 0;
    stream.kept?.ping();
    while (stream.kept?.lastHeardMs === before) await delay(10);
    stream.kept?.hangUp();
    await expect(open("short")).rejects.toEqual(failure({ kind: "server" }));
  });

  async function isKnown(sessionId: string): Promise<boolean> {
    const { status } = await server.call("GET", `/api/v1/jobs/${jobId}/${sessionId}/exec_inspect`);
    return status === 200;
  }
});

describe("the latest output", () => {
  it("is found by its offsets, and forgotten in whole blocks", () => {
    const log = createOutputLog();
    const all = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
    for (let at = 0; at < all.length; at += 777) log.append(all.subarray(at, at + 777));
    expect([log.startOffset, log.endOffset]).toEqual([0, 100_000]);
    const readAll = (from: number) => {
      const parts: Uint8Array[] = [];
      for (let at = from, part = log.read(at); part; at += part.length, part = log.read(at)) parts.push(part);
      return Buffer.concat(parts);
    };
    expect(readAll(0).equals(all)).toBe(true);
    expect(readAll(50_001).equals(all.subarray(50_001))).toBe(true);
    expect(log.read(100_000)).toBeUndefined();
    log.forget(70_000);
    expect(log.startOffset).toBeGreaterThan(0);
    expect(log.startOffset).toBeLessThanOrEqual(70_000);
    expect(readAll(70_000).equals(all.subarray(70_000))).toBe(true);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
