import { once } from "node:events";
import { request, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { fileURLToPath } from "node:url";
import { startRunning, target } from "./api.ts";
import { freePort } from "./freePort.ts";
import { open, PROTOCOL } from "./socket.ts";

const WS = fileURLToPath(import.meta.resolve("ws")).replace(/wrapper\.mjs$/, "index.js");

/** Says which host and path it was asked for, and whether the session's cookie has come; sends frames back. */
const PROGRAM = `
const server = require("node:http").createServer((request, response) => {
  const { host, cookie = "" } = request.headers;
  response.end(JSON.stringify({ host, path: request.url, cookie }));
});
const { WebSocketServer } = require(process.argv[1]);
new WebSocketServer({ server }).on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
`;

export interface PageAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingMessage["headers"];
}

/** Starts a job that serves a page, and waits until it listens. @returns its id and port */
export async function startPage(
  http: object = {},
  more: object = {},
): Promise<{ readonly id: string; readonly port: number }> {
  const inProcess = target.engine === "process";
  // Processes share this machine's ports; a container has its own, and perhaps no Node.
  const port = inProcess ? await freePort() : 8000;
  const script = inProcess
    ? `exec '${process.execPath}' -e '${PROGRAM.replaceAll("'", `'\\''`)}' '${WS}' ${port}`
    : `printf '#!/bin/sh\\nread line\\nprintf "HTTP/1.0 200 OK\\\\r\\\\n\\\\r\\\\n{}"' > /page; chmod +x /page
(nc -lk -p ${port} -e /page 2>/dev/null || nc -ll -p ${port} -e /page) &
until grep -q ":$(printf %04X ${port}) " /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done
echo listening; wait`;
  const id = await startRunning(script, { http: { port, requires_auth: false, ...http }, ...more });
  const log = open(`${id}/log_ws`, PROTOCOL.logs);
  await log.until((text) => text.includes("listening"));
  log.socket.close();
  await log.closed;
  return { id, port };
}

/** Asks the server under test for a page below another host, as a browser does that has looked up its name. */
export async function getPage(address: string, headers: OutgoingHttpHeaders = {}): Promise<PageAnswer> {
  const { host, pathname, search } = new URL(address);
  const { hostname, port } = new URL(target.url);
  const asked = request({ hostname, port, path: `${pathname}${search}`, headers: { host, ...headers } });
  asked.end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, text: String(Buffer.concat(chunks)), headers: response.headers };
}
