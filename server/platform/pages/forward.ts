import { request as startRequest, ServerResponse, type ClientRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { pipeline, type Duplex } from "node:stream";
import { answerHeaders } from "./passedHeaders.ts";

/** A request on its way through a connection to a job. */
export interface Passage {
  /** Destroyed by whoever opened it once the visitor has gone. */
  readonly connection: Duplex;
  /** As they go to the job. */
  readonly headers: readonly string[];
  /** Answers in place of a job that broke off before it answered. */
  readonly onFailure: (error: Error | undefined) => void;
}

/** Passes a request and its answer through, each no faster than it is read. The connection ends with the answer. */
export function forwardRequest(request: IncomingMessage, response: ServerResponse, passage: Passage): void {
  const outgoing = ask(request, passage);
  outgoing.on("information", (interim) => {
    const takesInterim = request.httpVersionMinor > 0 && response.socket !== null && !response.headersSent;
    if (takesInterim) response.socket.write(headOf(interim.statusCode, interim.statusMessage, interim.rawHeaders));
  });
  relayAnswer(outgoing, () => response, passage);
  // A job may answer and leave before it has heard everything: the rest is nobody's then, and the answer still counts.
  outgoing.on("close", () => {
    request.unpipe(outgoing);
    request.resume();
  });
  request.pipe(outgoing);
}

/** Passes a WebSocket's handshake through, and then bytes both ways until either side ends. */
export function forwardUpgrade(request: IncomingMessage, socket: Socket, head: Buffer, passage: Passage): void {
  const outgoing = ask(request, passage);
  outgoing.on("upgrade", (answer, connection, firstBytes) => {
    const upgraded = ["Connection", "Upgrade", "Upgrade", answer.headers.upgrade ?? "websocket"];
    socket.write(headOf(101, answer.statusMessage, [...upgraded, ...answerHeaders(answer)]));
    if (firstBytes.length > 0) socket.write(firstBytes);
    if (head.length > 0) connection.write(head);
    join(socket, connection);
  });
  relayAnswer(outgoing, () => plainResponse(request, socket), passage);
  outgoing.end();
}

function ask(request: IncomingMessage, { connection, headers }: Passage): ClientRequest {
  return startRequest({
    createConnection: () => connection,
    method: request.method,
    path: pathOf(request.url ?? "/"),
    // Everything stands in the headers, the host as the browser sent it.
    headers: [...headers],
    setHost: false,
  });
}

function relayAnswer(outgoing: ClientRequest, respond: () => ServerResponse, { connection, onFailure }: Passage): void {
  let isAnswered = false;
  const fail = (error?: Error) => {
    if (!isAnswered) onFailure(error);
    isAnswered = true;
  };
  outgoing.on("upgrade", () => (isAnswered = true));
  outgoing.on("response", (answer) => {
    const response = respond();
    try {
      response.writeHead(answer.statusCode ?? 0, answer.statusMessage, answerHeaders(answer));
    } catch (error) {
      outgoing.destroy();
      fail(error as Error);
      return;
    }
    isAnswered = true;
    response.flushHeaders();
    // Who is cut off in the middle of an answer sees that it is not whole.
    pipeline(answer, response, () => connection.destroy());
  });
  outgoing.on("error", fail);
  outgoing.on("close", () => fail());
}

/** An answer over a socket that the HTTP server has already let go of. */
function plainResponse(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once("finish", () => {
    response.detachSocket(socket);
    socket.destroySoon();
  });
  // Only who reads learns that the client has gone.
  socket.resume();
  return response;
}

function headOf(status: number, words: string | undefined, rawHeaders: readonly string[]): Buffer {
  const lines = [`HTTP/1.1 ${status} ${words ?? ""}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index] ?? ""}: ${rawHeaders[index + 1] ?? ""}`);
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}

/** Carries bytes both ways; whoever ends first is still told all that was said. */
function join(socket: Socket, connection: Duplex): void {
  socket.pipe(connection);
  connection.pipe(socket);
  connection.once("close", () => (connection.readableEnded ? socket.destroySoon() : socket.destroy()));
}

/** Clients may write the whole address where its path belongs. */
function pathOf(url: string): string {
  if (url.startsWith("/") || url === "*" || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
