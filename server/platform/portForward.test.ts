import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { joinShellLine } from "../../contract/shellLine.ts";
import { ECHO_SERVER } from "../testing/echoServer.ts";
import { startRunning } from "../testing/shell.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";
import { openTestSocket, type TestSocket } from "../../conformance/testing/testSocket.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

function forward(id: string, port: number | string, token = server.token): TestSocket {
  const origin = server.origin.replace("http", "ws");
  return openTestSocket(`${origin}/api/v1/jobs/${id}/port_forward/${port}?neuro-auth-token=${token}`, []);
}

/** Starts a program that listens, and waits for its port. */
async function startListening(program = joinShellLine(ECHO_SERVER)): Promise<{ id: string; port: number }> {
  const { id } = await server.start({ command: program });
  const log = server.socket(`${id}/log_ws`, "logs.apolo.us");
  const [, port] = /port (\d+)\n/.exec(await log.until((text) => /port \d+\n/.test(text))) ?? [];
  log.socket.close();
  return { id, port: Number(port) };
}

const node = (program: string) => joinShellLine([process.execPath, "-e", program]);
const received = (socket: TestSocket) => Buffer.concat(socket.frames);
const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A server of this machine that no job owns, with the connections it has. */
async function listenHere(): Promise<{ port: number; connection: Promise<Socket>; close(): void }> {
  const listener = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const connection = once(listener, "connection").then(([socket]) => {
    // How the server lets go of it is for each test to look at.
    (socket as Socket).on("error", () => undefined);
    return socket as Socket;
  });
  return { port: (listener.address() as AddressInfo).port, connection, close: () => void listener.close() };
}

describe("a forwarded port", () => {
  let id: string;
  let port: number;
  beforeAll(async () => {
    ({ id, port } = await startListening());
  });

  it("carries bytes both ways, one connection a socket", async () => {
    const [first, second] = [forward(id, port), forward(id, port)];
    expect([await first.opened, await second.opened]).toEqual(["", ""]);
    first.socket.send(Buffer.from("one"));
    second.socket.send(Buffer.from([0, 1, 2, 255]));
    await first.until((text) => text.length === 3);
    await second.until((text) => text.length === 4);
    expect([String(received(first)), [...received(second)]]).toEqual(["one", [0, 1, 2, 255]]);
    first.socket.close();
    expect((await first.closed).code).toBe(1005);
    second.socket.send(Buffer.from("still here"));
    await second.until((text) => text.includes("still here"));
  });

  it("gives every byte of a half that has ended, then closes", async () => {
    const socket = forward(id, port);
    await socket.opened;
    const sent = Buffer.from(Array.from({ length: 4_000_000 }, (_, index) => (index * 31 + (index >> 8)) % 256));
    for (let from = 0; from < sent.length; from += 100_000) socket.socket.send(sent.subarray(from, from + 100_000));
    socket.socket.send(Buffer.of());
    expect((await socket.closed).code).toBe(1000);
    expect(digest(received(socket))).toBe(digest(sent));
  });

  it.each<[string, (socket: TestSocket) => void, number]>([
    ["text", (socket) => socket.socket.send("text"), 1003],
    ["more after the end", (socket) => [Buffer.of(), Buffer.of(1)].forEach((frame) => socket.socket.send(frame)), 1008],
  ])("takes no %s", async (_what, send, code) => {
    const socket = forward(id, port);
    await socket.opened;
    send(socket);
    expect((await socket.closed).code).toBe(code);
  });

  it.each(["0", "65536", "-1", "1.5", "http", "%20", "1e3"])("is not %j", async (bad) => {
    const refused = await forward(id, bad).refused;
    const error = expect.stringMatching(/^port: must be a whole number from 1 to 65535/) as string;
    expect(refused).toEqual({ status: 400, body: { error, field: "port" }, header: { error, field: "port" } });
  });

  it("is refused before the handshake", async () => {
    const silent = await listenHere();
    silent.close();
    const nobody = { error: `Nothing listens on port ${silent.port} of the job.` };
    expect(await forward(id, silent.port).refused).toEqual({ status: 400, body: nobody, header: nobody });
    expect((await forward(id, port, "wrong").refused).status).toBe(401);
    expect((await forward("job-none", port).refused).status).toBe(404);
    const waiting = await server.start({ command: "true" });
    await server.untilStatus(waiting.id, "succeeded");
    const ended = { error: `Job '${waiting.id}' is not running.` };
    expect(await forward(waiting.id, port).refused).toMatchObject({ status: 404, body: ended });
  });
});

describe("back-pressure", () => {
  it("holds up a program whose client does not read", async () => {
    const endless = `
      let sent = 0;
      require("node:net").createServer((socket) => {
        socket.on("error", () => {});
        const go = () => { do sent += 65536; while (socket.write(Buffer.alloc(65536))); };
        socket.on("drain", go);
        socket.once("data", go);
        let last = -1;
        setInterval(() => { if (sent > 0 && sent === last) { console.log("stuck " + sent); } last = sent; }, 300);
      }).listen(0, "127.0.0.1", function () { console.log("port " + this.address().port); });`;
    const { id, port } = await startListening(node(endless));
    const socket = forward(id, port);
    await socket.opened;
    socket.socket.send(Buffer.from("go"));
    await socket.until((text) => text.length > 0);
    socket.socket.pause();
    const log = server.socket(`${id}/log_ws`, "logs.apolo.us");
    const [, sent] = /stuck (\d+)\n/.exec(await log.until((text) => /stuck \d+\n/.test(text))) ?? [];
    expect(Number(sent)).toBeLessThan(64 * 1024 * 1024);
    socket.socket.resume();
    await socket.until(() => received(socket).length > Number(sent));
    socket.socket.terminate();
    log.socket.close();
  });

  it("holds up a client whose program does not read, and loses nothing", async () => {
    const here = await listenHere();
    const id = await startRunning(server, "sleep 1000");
    const socket = forward(id, here.port);
    const connection = await here.connection;
    await socket.opened;
    const piece = Buffer.alloc(1_000_000, "0123456789");
    for (let part = 0; part < 40; part += 1) socket.socket.send(piece);
    // What the server has not taken after a round trip of others waits here and in the network.
    await server.call("GET", "/ping");
    expect(socket.socket.bufferedAmount).toBeGreaterThan(10_000_000);
    // Who leaves has still said it all.
    socket.socket.close();
    let bytes = 0;
    for await (const chunk of connection) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(40_000_000);
    here.close();
  });
});

describe("the end", () => {
  it("of the program's half closes the socket once all was sent", async () => {
    const goodbye = `require("node:net").createServer((socket) => socket.end(Buffer.alloc(3000000, "x")))
      .listen(0, "127.0.0.1", function () { console.log("port " + this.address().port); });`;
    const { id, port } = await startListening(node(goodbye));
    const socket = forward(id, port);
    expect((await socket.closed).code).toBe(1000);
    expect(received(socket).length).toBe(3_000_000);
  });

  it("of the client is seen by the program", async () => {
    const here = await listenHere();
    const id = await startRunning(server, "sleep 1000");
    const socket = forward(id, here.port);
    const connection = await here.connection;
    await socket.opened;
    const ended = once(connection.resume(), "end");
    socket.socket.terminate();
    await ended;
    connection.destroy();
    here.close();
  });

  it("of the job is the end of its connections, also of one to a port that lives on", async () => {
    const { id, port } = await startListening();
    const here = await listenHere();
    const own = forward(id, port);
    const foreign = forward(id, here.port);
    await Promise.all([own.opened, foreign.opened, here.connection]);
    await server.call("DELETE", `/api/v1/jobs/${id}`);
    expect((await own.closed).code).toBeGreaterThan(0);
    expect(await foreign.closed).toEqual({
      code: 1011,
      reason: "The connection to the port broke: the job has ended",
    });
    here.close();
  });

  it("of the server is told to every client", async () => {
    const own = await startTestServer();
    const here = await listenHere();
    const id = await startRunning(own, "sleep 1000");
    const url = `${own.origin.replace("http", "ws")}/api/v1/jobs/${id}/port_forward/${here.port}`;
    const socket = openTestSocket(url, [], { authorization: `Bearer ${own.token}` });
    await socket.opened;
    await own.restart();
    expect((await socket.closed).code).toBe(1001);
    here.close();
    await own.dispose();
  });
});
