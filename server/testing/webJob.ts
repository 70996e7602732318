import { createHash } from "node:crypto";
import { once } from "node:events";
import { request, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { freePort } from "../../conformance/testing/freePort.ts";
import { joinShellLine } from "../../contract/shellLine.ts";
import type { StartPayload } from "../../contract/start.ts";
import type { TestServer } from "./testServer.ts";

/** The web server that jobs of these tests run; `ws` is only needed for its echo. */
const PROGRAM = `
const { createServer } = require("node:http");
const { createHash } = require("node:crypto");
const { WebSocketServer } = require(process.argv[2]);
const heard = (request) => JSON.stringify({
  method: request.method, url: request.url, headers: request.headers, raw: request.rawHeaders,
});
const routes = {
  "/echo": (request, response) => request.pipe(response),
  "/digest": (request, response) => {
    const hash = createHash("sha256");
    request.on("data", (chunk) => hash.update(chunk)).on("end", () => response.end(hash.digest("hex")));
  },
  "/large": (request, response) => {
    const piece = Buffer.alloc(65536, "0123456789abcdef");
    let left = Number(new URL(request.url, "http://job").searchParams.get("pieces"));
    const go = () => { while (left-- > 0) if (!response.write(piece)) return; response.end(); };
    response.on("drain", go);
    go();
  },
  "/events": (request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\\n\\n");
    request.on("close", () => console.log("the reader of events has gone"));
  },
  "/redirect": (_request, response) => response.writeHead(302, { location: "/elsewhere?x=1" }).end(),
  "/nothing": (_request, response) => response.writeHead(204).end(),
  "/unchanged": (_request, response) => response.writeHead(304, { etag: '"1"' }).end(),
  "/cookies": (_request, response) => response.writeHead(200, { "set-cookie": [
    "a=1; Domain=jobs.localhost; Path=/", "b=2; HttpOnly", "jobdeck-session=stolen; Path=/",
    "__Host-jobdeck-session=stolen; Path=/; Secure", "c=3; domain=.localhost",
  ] }).end("ok"),
  "/hints": (_request, response) => { response.writeEarlyHints({ link: "</style.css>; rel=preload" }); response.end("ok"); },
  "/refuse": (request, response) => { response.writeHead(413).end("too much"); request.resume(); },
  "/broken": (request) => request.socket.destroy(),
  "/half": (request, response) => { response.writeHead(200, { "content-length": 10 }); response.write("half"); setTimeout(() => request.socket.destroy(), 50); },
};
const server = createServer((request, response) => {
  const route = routes[request.url.split("?")[0]];
  if (route) return route(request, response);
  response.writeHead(200, { "content-type": "application/json", "x-job": "yes", connection: "x-job-hop", "x-job-hop": "1" });
  response.end(heard(request));
});
const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  if (request.url !== "/ws") return socket.end("HTTP/1.1 418 Teapot\\r\\nContent-Length: 5\\r\\n\\r\\nno ws");
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.send(heard(request));
    webSocket.on("message", (data, binary) => webSocket.send(data, { binary }));
  });
});
server.listen(Number(process.argv[1]), "127.0.0.1", () => console.log("port " + server.address().port));
`;

const WS = new URL("../../node_modules/ws/index.js", import.meta.url).pathname;

/** The shell line of a web server on a port; 0 takes any, and it prints `port N`. */
export function webServerLine(port: number): string {
  return joinShellLine([process.execPath, "-e", PROGRAM, String(port), WS]);
}

export interface WebJob {
  readonly id: string;
  readonly port: number;
}

/** Starts a web server as a job with an HTTP port and waits until it listens. */
export async function startWebJob(server: TestServer, extra: Partial<StartPayload> = {}): Promise<WebJob> {
  const port = await freePort();
  const { id } = await server.start({ command: webServerLine(port), http: { port }, ...extra });
  const log = server.socket(`${id}/log_ws`, "logs.apolo.us");
  await log.until((text) => text.includes(`port ${port}\n`));
  log.socket.close();
  return { id, port };
}

export interface PageRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer | Readable;
}

/** Asks a server under a host name of the test's choice; the body is not yet read. */
export async function openPage(server: TestServer, host: string, path: string, asked: PageRequest = {}) {
  const { hostname, port } = new URL(server.origin);
  const headers = { host: `${host}:${port}`, ...asked.headers };
  const outgoing = request({ host: hostname, port, path, method: asked.method ?? "GET", headers, agent: false });
  const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
  // Who answered may leave before it has heard everything; who has not rejects what is awaited.
  outgoing.on("error", () => undefined);
  const { body } = asked;
  if (typeof body === "object" && "pipe" in body) body.pipe(outgoing);
  else outgoing.end(body);
  const [answer] = await answered;
  return answer;
}

/** {@link openPage} with the whole body as text. */
export async function readPage(server: TestServer, host: string, path: string, asked: PageRequest = {}) {
  const answer = await openPage(server, host, path, asked);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode, headers: answer.headers, text: String(Buffer.concat(chunks)) };
}

/** The SHA-256 of a stream, without keeping it. */
export async function digestOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest("hex");
}
