import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeServerFrame, encodeFrame } from "../../contract/frames.ts";
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
    await deaf.until((text) => text.includes("got two"));
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
