import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeFrame } from "../../contract/frames.ts";
import { readLogFrame } from "../../contract/logFrames.ts";
import { SUBPROTOCOL } from "../../contract/subprotocols.ts";
import { sh, startRunning as startJob } from "../testing/shell.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";
import type { TestSocket } from "../../conformance/testing/testSocket.ts";

const CHANNELS = "v2.channels.neu.ro";
const MEBIBYTE = 1024 * 1024;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const startRunning = (script: string, request = {}) => startJob(server, script, request);

const logSocket = (id: string, query = "separator=") => server.socket(`${id}/log_ws?${query}`, "logs.apolo.us");

async function whole(socket: TestSocket): Promise<string> {
  expect(await socket.closed).toEqual({ code: 1000, reason: "" });
  return String(Buffer.concat(socket.frames));
}

/** The same of a socket that speaks our own form of a log. */
async function wholeOwn(socket: TestSocket): Promise<string> {
  expect(await socket.closed).toEqual({ code: 1000, reason: "" });
  return String(Buffer.concat(socket.frames.map((frame) => readLogFrame(frame).piece)));
}

describe("a log", () => {
  it("waits for a pending job, follows it and ends with it", async () => {
    const { id } = await server.start({ command: sh("echo first; read line; echo second") });
    const log = logSocket(id);
    expect(await log.opened).toBe("logs.apolo.us");
    await log.until((text) => text === "first\n");
    const input = server.socket(`${id}/attach?stdin=1`, CHANNELS);
    await input.opened;
    input.socket.send(encodeFrame({ type: "stdin", data: Buffer.from("go\n") }));
    expect(await whole(log)).toBe("first\nsecond\n");
  });

  it("of a finished job comes whole, without a separator", async () => {
    const id = await startRunning("echo one; echo two >&2; printf three");
    await server.untilStatus(id, "succeeded");
    for (const query of ["", "separator=", "separator=XX"]) {
      const text = await whole(logSocket(id, query));
      expect([text.length, text.replace("two\n", "")]).toEqual(["one\ntwo\nthree".length, "one\nthree"]);
    }
    const http = await server.call("GET", `/api/v1/jobs/${id}/log?separator=XX`);
    expect([http.headers.get("x-separator"), String(http.body).length]).toEqual(["XX", "one\ntwo\nthree".length]);
  });

  it("is parted where the reader came, only between two parts", async () => {
    const id = await startRunning("echo old; read line; echo new");
    await logSocket(id).until((text) => text.includes("old"));
    const [named, random, none] = ["separator=%3D%3D%3D+live", "", "separator="].map((query) => logSocket(id, query));
    for (const log of [named, random, none]) await log?.until((text) => text.includes("old"));
    const input = server.socket(`${id}/attach?stdin=1`, CHANNELS);
    await input.opened;
    input.socket.send(encodeFrame({ type: "stdin", data: Buffer.from("\n") }));
    if (!named || !random || !none) throw new Error("three sockets were opened");
    expect(await whole(named)).toBe("old\n=== live\nnew\n");
    expect(named.frames.map(String)).toContain("=== live\n");
    expect(await whole(random)).toMatch(/^old\n=+ Live logs [0-9a-f]{32} =+\nnew\n$/);
    expect(await whole(none)).toBe("old\nnew\n");
  });

  it("keeps bytes that are no UTF-8 and characters that are cut", async () => {
    const id = await startRunning(String.raw`printf "\303"; sleep 0.3; printf "\244\377\000end"`);
    await server.untilStatus(id, "succeeded");
    const log = logSocket(id);
    await log.closed;
    expect(Buffer.concat(log.frames)).toEqual(Buffer.from([0xc3, 0xa4, 0xff, 0, ...Buffer.from("end")]));
  });

  it("over HTTP answers before the job has said anything", async () => {
    const id = await startRunning("sleep 1000");
    const gone = new AbortController();
    const response = await fetch(`${server.origin}/api/v1/jobs/${id}/log?separator=XX`, {
      headers: { authorization: `Bearer ${server.token}` },
      signal: gone.signal,
    });
    expect([response.status, response.headers.get("x-separator")]).toEqual([200, "XX"]);
    gone.abort();
  });

  it("can begin at a moment and carry timestamps", async () => {
    const id = await startRunning("echo early; sleep 1.2; echo late");
    await server.untilStatus(id, "succeeded");
    const stamped = await whole(logSocket(id, "separator=&timestamps=1"));
    const [early, late] = stamped.split("\n");
    expect(early).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\S* early$/);
    const since = new Date(Date.parse(String(late).split(" ")[0] ?? "") - 500).toISOString();
    expect(await whole(logSocket(id, `separator=&since=${since}`))).toBe("late\n");
  });

  it("tells standard output and error apart to a client that asks for it, and to no other", async () => {
    const script = `echo out; sleep 0.1; echo err one >&2; echo "err two" >&2; sleep 0.1; printf "half " >&2; sleep 0.1; echo "done" >&2; echo out again`;
    const id = await startRunning(script);
    await server.untilStatus(id, "succeeded");
    const asks = server.socket(`${id}/log_ws?separator=&timestamps=1`, SUBPROTOCOL.ownLogs);
    expect(await asks.opened).toBe(SUBPROTOCOL.ownLogs);
    const marks = (text: string) =>
      text
        .trimEnd()
        .split("\n")
        .map((line) => /^\S+Z(\s)(.*)$/.exec(line)?.slice(1));
    expect(marks(await wholeOwn(asks))).toEqual([
      [" ", "out"],
      ["\t", "err one"],
      ["\t", "err two"],
      ["\t", "half done"],
      [" ", "out again"],
    ]);
    expect(await whole(logSocket(id, "separator=&timestamps=1"))).not.toContain("\t");
    const plain = server.socket(`${id}/log_ws?separator=`, SUBPROTOCOL.ownLogs);
    expect(await wholeOwn(plain)).toBe("out\nerr one\nerr two\nhalf done\nout again\n");
  });

  it("says how many lines of mere text each piece has to a client that asks for it", async () => {
    const script = `i=0; while [ $i -lt 30 ]; do seq -f "%.0f some text" 1 3000; i=$((i+1)); done; printf '\\033[31mred\\n'`;
    const id = await startRunning(script);
    await server.untilStatus(id, "succeeded");
    const asks = server.socket(`${id}/log_ws?separator=&timestamps=1`, SUBPROTOCOL.ownLogs);
    expect(await asks.closed).toEqual({ code: 1000, reason: "" });
    const frames = asks.frames.map((frame) => readLogFrame(frame));
    expect(frames.length).toBeGreaterThan(20);
    for (const { piece, lines } of frames) {
      const text = String(Buffer.from(piece));
      expect(lines).toBe(text.includes("\u001b") ? undefined : text.split("\n").length - 1);
    }
    expect(frames.at(-1)?.lines).toBeUndefined();
  });

  it("goes through all attempts of a job in order", async () => {
    const script = `if [ -e "$MARK" ]; then echo again; else touch "$MARK"; echo once; exit 1; fi`;
    const env = { MARK: `${server.dataDir}/mark` };
    const { id } = await server.start({ command: sh(script), env, restart_policy: "on-failure" });
    const follower = logSocket(id);
    expect(await whole(follower)).toBe("once\nagain\n");
    expect(await whole(logSocket(id))).toBe("once\nagain\n");
    expect((await server.job(id)).history).toMatchObject({ status: "succeeded", restarts: 1 });
  });

  it.each([
    ["since=never", "since"],
    ["timestamps=maybe", "timestamps"],
    ["separator=a%0Ab", "separator"],
  ])("refuses %s", async (query, field) => {
    const id = await startRunning("true");
    const refused = await logSocket(id, query).refused;
    expect(refused).toMatchObject({ status: 400, body: { field }, header: { field } });
    expect((await server.call("GET", `/api/v1/jobs/${id}/log?${query}`)).status).toBe(400);
  });

  it("of a flood reaches a slow reader byte for byte and takes no memory meanwhile", async () => {
    const bytes = 100_000_000;
    const id = await startRunning(`yes 0123456789abcdef | head -c ${bytes}`);
    const log = logSocket(id);
    await log.opened;
    log.socket.pause();
    await server.untilStatus(id, "succeeded");
    globalThis.gc?.();
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(32 * MEBIBYTE);
    const hash = createHash("sha256");
    let received = 0;
    let largest = 0;
    log.socket.on("message", (data: Buffer) => {
      hash.update(data);
      received += data.length;
      largest = Math.max(largest, data.length);
      log.frames.length = 0;
    });
    // What came before the pause was kept for until() and is counted first.
    for (const frame of log.frames.splice(0)) {
      hash.update(frame);
      received += frame.length;
    }
    log.socket.resume();
    expect((await log.closed).code).toBe(1000);
    const line = Buffer.from("0123456789abcdef\n");
    const expected = createHash("sha256").update(Buffer.alloc(bytes, line)).digest("hex");
    expect([received, hash.digest("hex")]).toEqual([bytes, expected]);
    expect(largest).toBeLessThanOrEqual(512 * 1024);
  }, 120_000);

  it("lets go of a reader that vanishes while it reads nothing", async () => {
    const id = await startRunning("yes 0123456789abcdef");
    const log = logSocket(id);
    await log.opened;
    log.socket.pause();
    await logSocket(id).until((text) => text.length > 1_000_000);
    log.socket.terminate();
    await log.closed;
    await server.call("DELETE", `/api/v1/jobs/${id}`);
    await server.untilStatus(id, "cancelled");
  });
});
