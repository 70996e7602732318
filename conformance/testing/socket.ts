import { once } from "node:events";
import { WebSocket } from "ws";
import { target, type Server } from "./api.ts";

/** Sub-protocols of the services. */
export const PROTOCOL = {
  channels: "v2.channels.neu.ro",
  attach: "attach.apolo.us",
  logs: "logs.apolo.us",
  top: "top.apolo.us",
} as const;

/** How a server refused a handshake. */
export interface Refusal {
  readonly status: number;
  readonly body: { readonly error?: string; readonly field?: string };
  /** The `X-Error` header, parsed. */
  readonly header: unknown;
}

export interface Socket {
  readonly socket: WebSocket;
  readonly frames: Buffer[];
  /** The sub-protocol that was agreed on. */
  readonly opened: Promise<string>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly refused: Promise<Refusal>;
  /** Waits until all bytes so far are as wanted; rejects once the socket has closed otherwise. */
  until(isWanted: (text: string) => boolean): Promise<string>;
}

/** Opens `API/jobs/{path}` as a browser does: the service's own sub-protocol first, the token's last. */
export function open(path: string, protocol: string, server: Server = target): Socket {
  return connect(`${wsOf(server)}/${path}`, [protocol, `bearer.apolo.us-${server.token}`]);
}

/** Opens `API/jobs/{path}` without a sub-protocol, the token in the query: `port_forward` and the legacy calls. */
export function openPlain(path: string, server: Server = target): Socket {
  const sign = path.includes("?") ? "&" : "?";
  return connect(`${wsOf(server)}/${path}${sign}neuro-auth-token=${server.token}`, []);
}

export function wsOf({ url }: Pick<Server, "url">): string {
  return `${url.replace(/^http/, "ws")}/api/v1/jobs`;
}

export function connect(url: string, protocols: string[]): Socket {
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false });
  const frames: Buffer[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  socket.on("message", (data) => {
    frames.push(data as Buffer);
    wake();
  });
  socket.on("close", wake);
  // Every failure is also a close or a refusal, which the tests look at.
  socket.on("error", () => undefined);
  const opened = once(socket, "open").then(() => socket.protocol);
  const closed = once(socket, "close").then(([code, reason]) => ({ code: Number(code), reason: String(reason) }));
  const refused = once(socket, "unexpected-response").then(([, response]) => readRefusal(response as RefusalResponse));
  for (const outcome of [opened, closed, refused]) outcome.catch(() => undefined);
  return {
    ...{ socket, frames, opened, closed, refused },
    async until(isWanted) {
      for (;;) {
        const text = String(Buffer.concat(frames));
        if (isWanted(text)) return text;
        if (socket.readyState === WebSocket.CLOSED) throw new Error(`The socket closed after ${JSON.stringify(text)}`);
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
  };
}

type RefusalResponse = AsyncIterable<Buffer> & { statusCode: number; headers: Record<string, string> };

async function readRefusal(response: RefusalResponse): Promise<Refusal> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const body = JSON.parse(String(Buffer.concat(chunks))) as Refusal["body"];
  return { status: response.statusCode, body, header: JSON.parse(response.headers["x-error"] ?? "null") as unknown };
}

/** A frame of attach and exec. */
export function onChannel(channel: number, data: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(channel), Buffer.from(data)]);
}

export const stdin = (data: string | Uint8Array): Buffer => onChannel(0, data);
export const resize = (width: number, height: number): Buffer => onChannel(4, JSON.stringify({ height, width }));

/** What attach and exec have said, channel by channel; `end` has every frame of the exit channel. */
export function readChannels(frames: readonly Buffer[]) {
  const of = (channel: number) => frames.filter((frame) => frame[0] === channel).map((frame) => frame.subarray(1));
  const unknown = frames.filter((frame) => ![1, 2, 3].includes(frame[0] ?? -1));
  return {
    stdout: String(Buffer.concat(of(1))),
    stderr: String(Buffer.concat(of(2))),
    end: of(3).map((data) => JSON.parse(String(data)) as { exit_code: number; message?: string }),
    unknown,
  };
}

export function execPath(id: string, command: string, flags: string): string {
  return `${id}/exec?cmd=${encodeURIComponent(command)}&${flags}`;
}

/** Runs a command beside a job to its end. */
export async function runExec(id: string, command: string, flags = "stdout=1&stderr=1") {
  const socket = open(execPath(id, command, flags), PROTOCOL.channels);
  await socket.closed;
  return readChannels(socket.frames);
}
