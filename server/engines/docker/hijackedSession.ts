import type { Duplex } from "node:stream";
import { EngineError, type StreamSession, type WindowSize } from "../engine.ts";
import { createOutputQueue } from "../outputQueue.ts";
import { createDemultiplexer } from "./demultiplex.ts";
import { firstOf } from "./firstOf.ts";

const CTRL_D = Buffer.of(0x04);

export interface SessionOptions {
  readonly tty: boolean;
  readonly stdin: boolean;
  /** How the process ended, asked once its output has. */
  readonly exitCode: () => Promise<number>;
  readonly resize: (size: WindowSize) => Promise<void>;
  /** Called once when the session is closed or given up before its end. */
  readonly onAbandon: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** A session over a raw connection to a process in a container. */
export function openSession(socket: Duplex, options: SessionOptions): StreamSession {
  const { tty, signal } = options;
  let isOver = false;
  let abandoned: Promise<void> | undefined;
  const output = createOutputQueue((isFull) => (isFull ? socket.pause() : socket.resume()));
  const takeApart = createDemultiplexer();
  socket.on("data", (chunk: Buffer) => {
    for (const part of tty ? [{ stream: "stdout" as const, data: chunk }] : takeApart(chunk)) output.push(part);
  });

  const abandon = () => {
    if (isOver) return Promise.resolve();
    abandoned ??= options.onAbandon();
    socket.destroy();
    return abandoned;
  };
  const onAbort = () => void abandon().catch(() => undefined);

  async function end(): Promise<number> {
    await endOf(socket);
    try {
      if (abandoned) throw lostConnection();
      return await options.exitCode();
    } finally {
      isOver = true;
      signal.removeEventListener("abort", onAbort);
      output.end();
      socket.destroy();
    }
  }

  const exitCode = end();
  // Not every caller asks for the exit code of a session it gave up.
  exitCode.catch(() => undefined);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });

  async function write(data: Uint8Array): Promise<void> {
    if (!options.stdin) throw new EngineError("conflict", "This session was opened without input.");
    if (isOver || !socket.writable) throw new EngineError("conflict", "The process takes no more input.");
    if (!socket.write(data) && !hasEnded(socket)) await firstOf(socket, ["drain", "end", "close"]);
  }

  return {
    output: output.read(),
    write,
    async endInput() {
      if (tty) await write(CTRL_D);
      else socket.end();
    },
    resize: (size) => (tty && !isOver ? options.resize(size) : Promise.resolve()),
    exitCode,
    close: abandon,
  };
}

/** Resolves once nothing more can be read. */
async function endOf(socket: Duplex): Promise<void> {
  if (!hasEnded(socket)) await firstOf(socket, ["end", "close"]);
}

function hasEnded(socket: Duplex): boolean {
  return socket.readableEnded || socket.destroyed;
}

export const lostConnection = () =>
  new EngineError("unavailable", "The connection to the process was lost before it ended.");
