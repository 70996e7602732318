import { createHash } from "node:crypto";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../testing/testServer.ts";
import { openTestSocket } from "../../../conformance/testing/testSocket.ts";
import { digestOf, openPage, readPage, startWebJob, type PageRequest, type WebJob } from "../../testing/webJob.ts";

interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: readonly string[];
}

const PIECE = Buffer.alloc(65_536, "0123456789abcdef");
const PIECES = 1_600;
/** Less than what is sent. */
const LITTLE_BYTES = 80 * 1024 * 1024;

let server: TestServer;
let job: WebJob;
let host: string;
beforeAll(async () => {
  server = await startTestServer();
  job = await startWebJob(server);
  host = `${job.id}.jobs.localhost`;
});
afterAll(() => server.dispose());

const page = (path: string, asked?: PageRequest) => readPage(server, host, path, asked);
const heard = async (path: string, asked?: PageRequest) => JSON.parse((await page(path, asked)).text) as Heard;
const socketTo = (name: string, path: string, headers: Record<string, string> = {}) =>
  openTestSocket(`${server.origin.replace("http", "ws")}${path}`, [], {
    host: `${name}:${new URL(server.origin).port}`,
    ...headers,
  });

function* pieces(): Generator<Buffer> {
  for (let count = 0; count < PIECES; count += 1) yield PIECE;
}

function digestOfPieces(): string {
  const hash = createHash("sha256");
  for (const piece of pieces()) hash.update(piece);
  return hash.digest("hex");
}

/** What the server's memory grew by while something happened, in bytes. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10);
  await work().finally(() => clearInterval(timer));
  return most - before;
}

/** Sends exactly these lines and reads until the server closes. */
async function sendRaw(lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(server.origin);
  const socket = connect(Number(port), hostname);
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe("a request to a job's host", () => {
  it.each(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])(
    "%s goes to the job as it is",
    async (method) => {
      const { port } = new URL(server.origin);
      const { url, headers, ...rest } = await heard("/any/%zz?a=1&a=2", { method, headers: { "x-own": "ä" } });
      expect([rest.method, url, headers["x-own"]]).toEqual([method, "/any/%zz?a=1&a=2", "ä"]);
      expect(headers).toMatchObject({
        host: `${host}:${port}`,
        "x-forwarded-host": `${host}:${port}`,
        "x-forwarded-proto": "http",
        "x-forwarded-for": expect.stringContaining("127.0.0.1") as string,
      });
    },
  );

  it("keeps paths that the dashboard has itself for the job", async () => {
    for (const path of ["/ping", "/api/v1/config", "/api/v1/jobs", "/assets/main.js", "/"]) {
      expect((await heard(path)).url).toBe(path);
    }
  });

  it("says nothing of the connection on either side", async () => {
    const { raw } = await heard("/", {
      headers: { connection: "x-hop, keep-alive", "x-hop": "1", te: "trailers", "proxy-authorization": "Basic eA==" },
    });
    const names = raw.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    for (const dropped of ["x-hop", "te", "proxy-authorization", "keep-alive"]) expect(names).not.toContain(dropped);
    const { headers } = await page("/");
    expect([headers["x-job"], headers["x-job-hop"]]).toEqual(["yes", undefined]);
    // The dashboard's own headers are not for the job's page.
    expect(headers["content-security-policy"]).toBeUndefined();
  });

  it("passes bodies of every framing and every status", async () => {
    expect((await page("/echo", { method: "POST", body: "with a length" })).text).toBe("with a length");
    const chunked = Readable.from(["in ", "pieces"]);
    expect(
      (await page("/echo", { method: "DELETE", body: chunked, headers: { "transfer-encoding": "chunked" } })).text,
    ).toBe("in pieces");
    expect(await page("/nothing")).toMatchObject({ status: 204, text: "" });
    expect(await page("/unchanged")).toMatchObject({ status: 304, headers: { etag: '"1"' } });
    expect(await page("/large?pieces=1", { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
    const expecting = await page("/echo", { method: "POST", body: "100", headers: { expect: "100-continue" } });
    expect(expecting.text).toBe("100");
    expect(await page("/redirect")).toMatchObject({ status: 302, headers: { location: "/elsewhere?x=1" } });
  });

  it("passes early hints", async () => {
    const { hostname, port } = new URL(server.origin);
    const outgoing = request({ host: hostname, port, path: "/hints", headers: { host } });
    const hints = once(outgoing, "information") as Promise<[{ statusCode: number; headers: object }]>;
    const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
    outgoing.end();
    expect((await hints)[0]).toMatchObject({ statusCode: 103, headers: { link: "</style.css>; rel=preload" } });
    const [answer] = await answered;
    expect(answer.statusCode).toBe(200);
    answer.resume();
  });

  it("understands raw requests: HTTP/1.0, the whole address, and another protocol to upgrade to", async () => {
    const { port } = new URL(server.origin);
    const old = await sendRaw(["GET /large?pieces=1 HTTP/1.0", `Host: ${host}`]);
    expect(old).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(old.split("\r\n\r\n")[1]?.length).toBe(PIECE.length);
    const whole = await sendRaw([
      `GET http://${host}:${port}/x?y HTTP/1.1`,
      `Host: ${host}:${port}`,
      "Connection: close",
    ]);
    expect(whole).toContain('"url":"/x?y"');
    const other = await sendRaw(["GET / HTTP/1.1", `Host: ${host}`, "Connection: Upgrade", "Upgrade: h2c"]);
    expect(other).toMatch(/^HTTP\/1\.1 501 /);
  });

  it("answers while the job still speaks, and tells it when its reader leaves", async () => {
    const events = await openPage(server, host, "/events");
    expect(events.headers["content-type"]).toBe("text/event-stream");
    const [first] = (await once(events, "data")) as [Buffer];
    expect(String(first)).toBe("data: first\n\n");
    const log = server.socket(`${job.id}/log_ws`, "logs.apolo.us");
    await log.opened;
    events.destroy();
    await log.until((text) => text.includes("the reader of events has gone"));
    log.socket.close();
  });

  it("gives an answer that came before the request was all said", async () => {
    const endless = new Readable({
      read() {
        this.push(PIECE);
      },
    });
    // As a browser does: who asks for the connection's end with the answer is cut off while still talking.
    const headers = { connection: "keep-alive" };
    const answer = await openPage(server, host, "/refuse", { method: "POST", body: endless, headers });
    expect(answer.statusCode).toBe(413);
    answer.destroy();
    endless.destroy();
  });

  it("carries 100 MB each way in little memory", async () => {
    const expected = digestOfPieces();
    const upwards = await growthDuring(async () => {
      const body = Readable.from(pieces());
      expect((await page("/digest", { method: "PUT", body })).text).toBe(expected);
    });
    const downwards = await growthDuring(async () => {
      expect(await digestOf(await openPage(server, host, `/large?pieces=${PIECES}`))).toBe(expected);
    });
    expect(upwards).toBeLessThan(LITTLE_BYTES);
    expect(downwards).toBeLessThan(LITTLE_BYTES);
  });

  it("holds up a job whose reader does not read", async () => {
    const growth = await growthDuring(async () => {
      const answer = await openPage(server, host, `/large?pieces=${PIECES}`);
      answer.pause();
      for (let turn = 0; turn < 20; turn += 1) await page("/echo", { method: "POST", body: PIECE });
      answer.destroy();
    });
    expect(growth).toBeLessThan(LITTLE_BYTES);
  });

  it("keeps a job's cookies to its own host, and our own from it", async () => {
    const { headers } = await page("/cookies");
    expect(headers["set-cookie"]).toEqual(["a=1; Path=/", "b=2; HttpOnly", "c=3"]);
  });

  it("never brings the token", async () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    for (const value of [
      `Bearer ${server.token}`,
      `bearer  ${server.token}`,
      server.token,
      basic(`x:${server.token}`),
      basic(`${server.token}:x`),
    ]) {
      expect((await heard("/", { headers: { authorization: value } })).headers.authorization).toBeUndefined();
    }
    for (const value of ["Bearer of-the-job", basic("user:password")]) {
      expect((await heard("/", { headers: { authorization: value } })).headers.authorization).toBe(value);
    }
    const { headers } = await heard("/", { headers: { cookie: "a=1; jobdeck-session=secret; b=2" } });
    expect(headers.cookie).toBe("a=1; b=2");
  });
});

describe("a WebSocket to a job's host", () => {
  it("is echoed, text and bytes, with the host and origin of the page", async () => {
    const { port } = new URL(server.origin);
    const socket = socketTo(host, "/ws", { origin: `http://${host}:${port}`, authorization: `Bearer ${server.token}` });
    await socket.opened;
    const { headers } = JSON.parse(await socket.until((text) => text.length > 0)) as Heard;
    expect(headers).toMatchObject({ host: `${host}:${port}`, origin: `http://${host}:${port}`, upgrade: "websocket" });
    expect(headers.authorization).toBeUndefined();
    const large = Buffer.alloc(3_000_000, "x");
    socket.socket.send("grüße");
    socket.socket.send(large);
    await socket.until((text) => text.includes("grüße") && text.endsWith("x"));
    while (Buffer.concat(socket.frames).length < large.length) await once(socket.socket, "message");
    socket.socket.close(4000, "enough");
    expect((await socket.closed).code).toBe(4000);
  });

  it("that the job refuses is refused in the job's words", async () => {
    expect(await socketTo(host, "/other").refused).toMatchObject({ status: 418, body: "no ws" });
  });

  it("to nobody is refused in ours", async () => {
    const none = await socketTo("job-00000000-0000-4000-8000-000000000000.jobs.localhost", "/ws").refused;
    expect(none).toMatchObject({ status: 404, body: { error: expect.stringContaining("no such job") as string } });
    expect((await socketTo(host, "/api/v1/jobs/x/top").refused).status).toBe(418);
  });

  it("ends with the server", async () => {
    const own = await startTestServer();
    const { id } = await startWebJob(own);
    const url = `${own.origin.replace("http", "ws")}/ws`;
    const socket = openTestSocket(url, [], { host: `${id}.jobs.localhost` });
    await socket.opened;
    await own.restart();
    expect((await socket.closed).code).toBe(1006);
    await own.dispose();
  });
});
