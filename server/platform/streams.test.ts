import { createHash } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeFrame, decodeServerFrame } from "../../contract/frames.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";
import type { TestSocket } from "../testing/testSocket.ts";

const CHANNELS = "v2.channels.neu.ro";
const MEBIBYTE = 1024 * 1024;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

/** A shell script as the one line that a job's command is. */
const sh = (script: string) => `sh -c '${script.replaceAll("'", `'\\''`)}'`;

async function startRunning(script: string, request: object = {}): Promise<string> {
  const { id } = await server.start({ command: sh(script), ...request });
  await server.untilJob(id, ({ status }) => status !== "pending");
  return id;
}

const logSocket = (id: string, query = "separator=") => server.socket(`${id}/log_ws?${query}`, "logs.apolo.us");

async function whole(socket: TestSocket): Promise<string> {
  expect(await socket.closed).toEqual({ code: 1000, reason: "" });
  return String(Buffer.concat(socket.frames));
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

  it("can begin at a moment and carry timestamps", async () => {
    const id = await startRunning("echo early; sleep 1.2; echo late");
    await server.untilStatus(id, "succeeded");
    const stamped = await whole(logSocket(id, "separator=&timestamps=1"));
    const [early, late] = stamped.split("\n");
    expect(early).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\S* early$/);
    const since = new Date(Date.parse(String(late).split(" ")[0] ?? "") - 500).toISOString();
    expect(await whole(logSocket(id, `separator=&since=${since}`))).toBe("late\n");
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
    expect(largest).toBeLessThanOrEqual(64 * 1024);
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

describe("telemetry", () => {
  it("comes about once a second while the job runs, and ends with it", async () => {
    const id = await startRunning("sleep 2.5");
    const top = server.socket(`${id}/top`, "top.apolo.us");
    expect(await top.opened).toBe("top.apolo.us");
    expect((await top.closed).code).toBe(1000);
    const samples = top.frames.map((frame) => JSON.parse(String(frame)) as Record<string, number>);
    expect(samples.length).toBeGreaterThanOrEqual(1);
    for (const sample of samples) {
      expect(sample.memory_bytes).toBeGreaterThan(0);
      expect(sample.memory).toBeCloseTo((sample.memory_bytes ?? 0) / MEBIBYTE, 5);
      expect(Math.abs((sample.timestamp ?? 0) - Date.now() / 1000)).toBeLessThan(60);
      expect(sample.cpu).toBeGreaterThanOrEqual(0);
    }
    const late = await server.socket(`${id}/top`, "top.apolo.us").refused;
    expect(late).toMatchObject({ status: 404, body: { error: `Job '${id}' is not running.` } });
  });
});

/** What a framed socket received, channel by channel. */
function read(socket: TestSocket) {
  const streams = { stdout: "", stderr: "" };
  let exitCode: number | undefined;
  for (const frame of socket.frames.map(decodeServerFrame)) {
    if (frame.type === "exit") exitCode = frame.exitCode;
    else streams[frame.stream] += String(Buffer.from(frame.data));
  }
  return { ...streams, exitCode };
}

const execPath = (id: string, command: string, flags: string) =>
  `${id}/exec?cmd=${encodeURIComponent(command)}&${flags}`;
const stdin = (text: string) => encodeFrame({ type: "stdin", data: Buffer.from(text) });

describe("a further process", () => {
  let id: string;
  beforeAll(async () => {
    id = await startRunning("sleep 1000");
  });
  const exec = (command: string, flags = "stdin=1&stdout=1&stderr=1") =>
    server.socket(execPath(id, command, flags), CHANNELS);

  it("gives its output by channel, then its exit code, then closes", async () => {
    const socket = exec(sh("echo out; echo err >&2; exit 43"));
    expect(await socket.opened).toBe(CHANNELS);
    expect((await socket.closed).code).toBe(1000);
    expect(read(socket)).toEqual({ stdout: "out\n", stderr: "err\n", exitCode: 43 });
    expect(decodeServerFrame(socket.frames.at(-1) ?? Buffer.of()).type).toBe("exit");
  });

  it("tells success too", async () => {
    const socket = exec("true");
    await socket.closed;
    expect(read(socket)).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  });

  it("takes input", async () => {
    const socket = exec(sh("read line; echo got $line"));
    await socket.opened;
    socket.socket.send(stdin("some "));
    socket.socket.send(stdin("words\n"));
    await socket.closed;
    expect(read(socket)).toMatchObject({ stdout: "got some words\n", exitCode: 0 });
  });

  it("gets a megabyte of input in order, however slowly it reads", async () => {
    const socket = exec(sh("sleep 0.5; head -c 1000000 | sha256sum"));
    await socket.opened;
    const line = Buffer.from("0123456789");
    for (let part = 0; part < 100; part += 1) {
      socket.socket.send(encodeFrame({ type: "stdin", data: Buffer.alloc(10_000, line) }));
    }
    await socket.closed;
    const expected = createHash("sha256").update(Buffer.alloc(1_000_000, line)).digest("hex");
    expect(read(socket)).toMatchObject({ stdout: `${expected}  -\n`, exitCode: 0 });
  });

  it("has a terminal that can be resized", async () => {
    const socket = exec(sh("read line; stty size; tty -s && exit 7"), "tty=1&stdin=1&stdout=1");
    await socket.opened;
    socket.socket.send(encodeFrame({ type: "resize", size: { width: 132, height: 43 } }));
    socket.socket.send(stdin("\n"));
    await socket.closed;
    expect(read(socket).stdout).toContain("43 132");
    expect(read(socket).exitCode).toBe(7);
  });

  it("that cannot be found ends with 127", async () => {
    const socket = exec("no-such-program");
    await socket.closed;
    expect(read(socket).exitCode).toBe(127);
  });

  it("ends when its client has gone", async () => {
    const mark = `${server.dataDir}/exec-pid`;
    const socket = exec(sh(`echo $$ > ${mark}; echo started; exec sleep 998`));
    await socket.until((text) => text.includes("started"));
    socket.socket.terminate();
    const check = sh(`i=0; while kill -0 $(cat ${mark}); do i=$((i+1)); [ $i -gt 200 ] && exit 1; sleep 0.1; done`);
    const watcher = exec(check);
    await watcher.closed;
    expect(read(watcher).exitCode).toBe(0);
  });

  it.each([
    ["&stdout=1", "cmd", /is required/],
    ["cmd=%20&stdout=1", "cmd", /is required/],
    ["cmd='open&stdout=1", "cmd", /quote/],
    ["cmd=sh&tty=1&stdout=1&stderr=1", "stderr", /one output/],
    ["cmd=sh&stdout=maybe", "stdout", /0, 1, true or false/],
    ["cmd=sh", undefined, /at least one of stdin, stdout and stderr/],
    ["cmd=sh&stdin=0&stdout=0&stderr=0", undefined, /at least one/],
  ])("is refused with %s", async (query, field, sentence) => {
    const refused = await server.socket(`${id}/exec?${query}`, CHANNELS).refused;
    expect(refused).toMatchObject({ status: 400, header: { error: expect.stringMatching(sentence) as string } });
    expect((refused.body as { field?: string }).field).toBe(field);
  });

  it.each<[string, Buffer | string, number]>([
    ["text", "hello", 1003],
    ["an empty frame", Buffer.of(), 1008],
    ["an unknown channel", Buffer.of(9, 1, 2), 1008],
    ["a resize that is no JSON", Buffer.of(4, 0x7b), 1008],
    ["a resize to nothing", Buffer.from('\x04{"width":0,"height":5}'), 1008],
    ["too much at once", Buffer.alloc(2 * MEBIBYTE), 1009],
  ])("closes at %s and the server lives on", async (_what, frame, code) => {
    const socket = exec("cat");
    await socket.opened;
    socket.socket.send(frame);
    const closed = await socket.closed;
    expect(closed.code).toBe(code);
    expect(read(socket).exitCode).toBeUndefined();
    expect((await server.call("GET", "/ping")).status).toBe(200);
  });
});

describe("an attached job", () => {
  it("is heard, spoken to and ends with its exit code", async () => {
    const id = await startRunning("read line; echo got $line; echo oh >&2; exit 5");
    const socket = server.socket(`${id}/attach?stdin=1&stdout=1&stderr=1`, CHANNELS);
    expect(await socket.opened).toBe(CHANNELS);
    socket.socket.send(stdin("hello\n"));
    expect((await socket.closed).code).toBe(1000);
    expect(read(socket)).toEqual({ stdout: "got hello\n", stderr: "oh\n", exitCode: 5 });
    expect((await server.untilStatus(id, "failed")).history).toMatchObject({ reason: "Error", exit_code: 5 });
    const late = await server.socket(`${id}/attach?stdout=1`, CHANNELS).refused;
    expect(late).toMatchObject({ status: 404, header: { error: `Job '${id}' is not running.` } });
  });

  it("has the terminal it was started with", async () => {
    const id = await startRunning("read line; stty size", { tty: true });
    const socket = server.socket(`${id}/attach?tty=1&stdin=1&stdout=1`, "attach.apolo.us");
    expect(await socket.opened).toBe("attach.apolo.us");
    socket.socket.send(encodeFrame({ type: "resize", size: { width: 101, height: 37 } }));
    socket.socket.send(stdin("\n"));
    await socket.closed;
    expect(read(socket).stdout).toContain("37 101");
  });

  it("goes on when its client leaves, and without input when none was asked for", async () => {
    const id = await startRunning("while read line; do echo got $line; done");
    const deaf = server.socket(`${id}/attach?stdout=1`, CHANNELS);
    await deaf.opened;
    deaf.socket.send(stdin("ignored\n"));
    const first = server.socket(`${id}/attach?stdin=1&stdout=1`, CHANNELS);
    await first.opened;
    first.socket.send(stdin("one\n"));
    await first.until((text) => text.includes("got one"));
    first.socket.close();
    await first.closed;
    const second = server.socket(`${id}/attach?stdin=1&stdout=1&logs=1`, CHANNELS);
    await second.opened;
    second.socket.send(stdin("two\n"));
    await second.until((text) => text.includes("got two"));
    expect(read(second).stdout).toBe("got one\ngot two\n");
    expect(read(deaf).stdout).toBe("got one\ngot two\n");
  });

  it("is refused like a process is, and while it waits", async () => {
    const id = await startRunning("sleep 100");
    const refusal = async (query: string) => await server.socket(`${id}/attach?${query}`, CHANNELS).refused;
    expect((await refusal("tty=1&stdout=1&stderr=1")).status).toBe(400);
    expect((await refusal("")).status).toBe(400);
    expect((await server.socket("job-none/attach?stdout=1", CHANNELS).refused).status).toBe(404);
  });
});

describe("a signal", () => {
  it("is SIGKILL unless another is named", async () => {
    const id = await startRunning("sleep 100");
    expect((await server.call("POST", `/api/v1/jobs/${id}/kill`)).status).toBe(204);
    expect((await server.untilStatus(id, "failed")).history).toMatchObject({ reason: "Error", exit_code: 137 });
    const late = await server.call("POST", `/api/v1/jobs/${id}/kill`);
    expect([late.status, late.body]).toEqual([404, { error: `Job '${id}' is not running.` }]);
  });

  it.each(["10", "USR1", "SIGUSR1"])("may be named %s", async (signal) => {
    const id = await startRunning(`trap "exit 9" USR1; echo ready; while :; do sleep 0.05; done`);
    await logSocket(id).until((text) => text.includes("ready"));
    expect((await server.call("POST", `/api/v1/jobs/${id}/kill?signal=${signal}`)).status).toBe(204);
    expect((await server.untilStatus(id, "failed")).history.exit_code).toBe(9);
  });

  it("that does not exist is refused", async () => {
    const id = await startRunning("sleep 100");
    const refused = await server.call("POST", `/api/v1/jobs/${id}/kill?signal=SIGNOTHING`);
    expect(refused).toMatchObject({ status: 400, body: { field: "signal" } });
  });
});

describe("a closing server", () => {
  it("says goodbye to every socket and hears of none later", async () => {
    const own = await startTestServer();
    const { id } = await own.start({ command: sh("echo here; sleep 1000") });
    const log = own.socket(`${id}/log_ws`, "logs.apolo.us");
    await log.until((text) => text.includes("here"));
    const shell = own.socket(execPath(id, "cat", "stdin=1&stdout=1"), CHANNELS);
    await shell.opened;
    const http = await fetch(`${own.origin}/api/v1/jobs/${id}/log`, {
      headers: { authorization: `Bearer ${own.token}` },
    });
    const reader = http.body?.getReader();
    await reader?.read();
    await own.restart();
    expect(await log.closed).toEqual({ code: 1001, reason: "The server is stopping." });
    expect((await shell.closed).code).toBe(1001);
    await expect(reader?.read()).rejects.toThrow();
    const again = own.socket(`${id}/log_ws`, "logs.apolo.us");
    await again.until((text) => text.includes("here"));
    const closed = once(again.socket, "close");
    await own.dispose();
    await closed;
  });
});
