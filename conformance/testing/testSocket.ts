import { once } from "node:events";
import { WebSocket } from "ws";

/** How a server refused a handshake. */
export interface Refusal {
  readonly status: number;
  readonly body: { readonly error?: string; readonly field?: string };
  /** The `X-Error` header, parsed. */
  readonly header: unknown;
}

/** A WebSocket as a test sees it. */
export interface TestSocket {
  readonly socket: WebSocket;
  /** Frames received so far. */
  readonly frames: Buffer[];
  /** Resolves with the negotiated sub-protocol; rejects when refused. */
  readonly opened: Promise<string>;
  /** Resolves when the socket is closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Resolves when the handshake was refused. */
  readonly refused: Promise<Refusal>;
  /** Resolves once all bytes received so far satisfy the condition; rejects when the socket closes before. */
  until(condition: (text: string) => boolean): Promise<string>;
}

export function openTestSocket(url: string, protocols: string[], headers: Record<string, string> = {}): TestSocket {
  const socket = new WebSocket(url, protocols, { headers, perMessageDeflate: false });
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
  // Every failure is also a close or a refusal, which tests look at.
  socket.on("error", () => undefined);
  const opened = once(socket, "open").then(() => socket.protocol);
  const closed = once(socket, "close").then(([code, reason]) => ({ code: Number(code), reason: String(reason) }));
  const refused = once(socket, "unexpected-response").then(async ([, response]) => {
    const { statusCode, headers: head } = response as { statusCode: number; headers: Record<string, string> };
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = readJson(String(Buffer.concat(chunks))) as Refusal["body"];
    return { status: statusCode, body, header: readJson(head["x-error"]) };
  });
  for (const outcome of [opened, closed, refused]) outcome.catch(() => undefined);

  async function until(condition: (text: string) => boolean): Promise<string> {
    for (;;) {
      const text = String(Buffer.concat(frames));
      if (condition(text)) return text;
      if (socket.readyState === WebSocket.CLOSED) throw new Error(`The socket closed after ${JSON.stringify(text)}`);
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
  }

  return { socket, frames, opened, closed, refused, until };
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return text;
  }
}
