import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { target } from "./api.ts";

/** Kinds of WebSocket frames (RFC 6455). */
export const OPCODE = { continuation: 0, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A WebSocket spoken by hand, so that the server gets its bytes in whatever pieces a test wants. */
export interface RawSocket {
  /** The status line and headers of the server's answer. */
  readonly answer: string;
  /** Payloads of the data frames so far. */
  readonly frames: Buffer[];
  /** Close codes and pongs so far. */
  readonly controls: { readonly opcode: number; readonly payload: Buffer }[];
  /** Writes bytes one at a time, each as a TCP segment of its own. */
  trickle(bytes: Buffer): Promise<void>;
  /** Writes bytes all at once. */
  send(bytes: Buffer): void;
  /** Waits until the payloads so far are as wanted. */
  until(isWanted: (text: string) => boolean): Promise<void>;
  /** Resolves once the server has ended the connection. */
  readonly ended: Promise<void>;
  destroy(): void;
}

/** One frame as a client sends it, masked. */
export function clientFrame(opcode: number, payload: Uint8Array, isLast = true): Buffer {
  const mask = randomBytes(4);
  const { length } = payload;
  const size = length < 126 ? Buffer.of(0x80 | length) : Buffer.of(0x80 | 126, length >> 8, length & 0xff);
  const masked = Buffer.from(payload).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.of((isLast ? 0x80 : 0) | opcode), size, mask, masked]);
}

/** A message in fragments: the payload's pieces, one frame each. */
export function fragments(pieces: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    pieces.map((piece, index) =>
      clientFrame(index === 0 ? OPCODE.binary : OPCODE.continuation, piece, index === pieces.length - 1),
    ),
  );
}

/** Opens `API/jobs/{path}` by a handshake that is written byte by byte. */
export async function openRaw(path: string, protocol?: string): Promise<RawSocket> {
  const { hostname, port, host } = new URL(target.url);
  const socket = connect({ host: hostname, port: Number(port || 80), noDelay: true });
  await once(socket, "connect");
  const head = [
    `GET /api/v1/jobs/${path} HTTP/1.1`,
    ...[`Host: ${host}`, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    `Authorization: Bearer ${target.token}`,
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
  ];
  const reader = readFrames(socket);
  await trickle(socket, Buffer.from(`${head.join("\r\n")}\r\n\r\n`));
  await reader.answered;
  return {
    answer: reader.answer(),
    ...{ frames: reader.frames, controls: reader.controls, until: reader.until },
    trickle: (bytes) => trickle(socket, bytes),
    send: (bytes) => void socket.write(bytes),
    ended: once(socket, "close").then(() => undefined),
    destroy: () => void socket.destroy(),
  };
}

async function trickle(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) await new Promise((resolve) => socket.write(Buffer.of(byte), resolve));
}

/** Takes the server's answer, then its frames, apart. */
function readFrames(socket: Socket) {
  const frames: Buffer[] = [];
  const controls: { opcode: number; payload: Buffer }[] = [];
  let answer = "";
  let rest = Buffer.alloc(0);
  const waiting = new Set<() => void>();
  const changed = () => new Promise<void>((resolve) => waiting.add(resolve));
  socket.on("error", () => undefined);
  socket.on("data", (data) => {
    rest = Buffer.concat([rest, data]);
    const end = answer === "" ? rest.indexOf("\r\n\r\n") : -1;
    if (end >= 0) {
      answer = String(rest.subarray(0, end));
      rest = rest.subarray(end + 4);
    }
    for (let frame = takeFrame(); frame; frame = takeFrame()) {
      if (frame.opcode === OPCODE.close) socket.end(clientFrame(OPCODE.close, frame.payload));
      if (frame.opcode >= OPCODE.close) controls.push(frame);
      else frames.push(frame.payload);
    }
  });
  for (const event of ["data", "close"]) {
    socket.on(event, () => {
      for (const resolve of waiting) resolve();
      waiting.clear();
    });
  }

  function takeFrame(): { opcode: number; payload: Buffer } | undefined {
    const [first = 0, short = 0] = rest;
    const from = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (answer === "" || rest.length < from) return undefined;
    const length = from === 4 ? rest.readUInt16BE(2) : from === 10 ? Number(rest.readBigUInt64BE(2)) : short;
    if (rest.length < from + length) return undefined;
    const payload = rest.subarray(from, from + length);
    rest = rest.subarray(from + length);
    return { opcode: first & 0x0f, payload };
  }

  async function until(isWanted: (text: string) => boolean): Promise<void> {
    while (!isWanted(String(Buffer.concat(frames)))) {
      if (socket.destroyed) throw new Error(`The connection ended after ${String(Buffer.concat(frames))}`);
      await changed();
    }
  }

  async function untilAnswered(): Promise<void> {
    while (answer === "") {
      if (socket.destroyed) throw new Error("The connection ended before it was answered.");
      await changed();
    }
  }

  return { frames, controls, until, answered: untilAnswered(), answer: () => answer };
}
