import type { RawData, WebSocket } from "ws";
import { EngineError, type StreamSession, type WindowSize } from "../engine.ts";
import { createOutputQueue } from "../outputQueue.ts";

/** Kubernetes' sub-protocol: the first byte of every frame is its channel. */
export const CHANNEL_PROTOCOL = "v4.channel.k8s.io";
export const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4 } as const;

/** How much input may wait for the connection. */
const INPUT_WINDOW_BYTES = 256 * 1024;
const FRAME_BYTES = 64 * 1024;
/** How long a terminal's new size may take to the terminal. */
const RESIZE_MS = 2_000;

/** What the API server says at the end of an exec or attach. */
export interface EndStatus {
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

export interface Channels {
  readonly output: StreamSession["output"];
  /** @throws EngineError conflict once the connection has ended */
  write(data: Uint8Array): Promise<void>;
  resize(size: WindowSize): Promise<void>;
  /** The last word; undefined when the connection ended without. */
  readonly ended: Promise<EndStatus | undefined>;
  close(): void;
}

/** Speaks Kubernetes' channels over a socket that is open and paused. A slow reader holds up the sender. */
export function openChannels(socket: WebSocket): Channels {
  const queue = createOutputQueue((isFull) => (isFull ? socket.pause() : resume(socket)));
  let status: EndStatus | undefined;
  let lastResizeMs = -Infinity;
  let waiting: (() => void)[] = [];

  const wake = () => {
    const all = waiting;
    waiting = [];
    for (const go of all) go();
  };

  socket.on("message", (raw: RawData) => {
    const frame = raw as Buffer;
    const data = frame.subarray(1);
    if (frame[0] === CHANNEL.status) status = readStatus(data);
    else if (data.length > 0 && frame[0] === CHANNEL.stdout) queue.push({ stream: "stdout", data });
    else if (data.length > 0 && frame[0] === CHANNEL.stderr) queue.push({ stream: "stderr", data });
  });
  const ended = new Promise<EndStatus | undefined>((resolve) => {
    socket.once("close", () => {
      queue.end();
      wake();
      resolve(status);
    });
  });
  socket.resume();

  const isOpen = () => socket.readyState === socket.OPEN;
  return {
    output: queue.read(),
    async write(data) {
      for (let offset = 0; offset < data.length; offset += FRAME_BYTES) {
        while (isOpen() && socket.bufferedAmount >= INPUT_WINDOW_BYTES) {
          await new Promise<void>((resolve) => waiting.push(resolve));
        }
        if (!isOpen()) throw new EngineError("conflict", "The process has ended, or its connection is closed.");
        socket.send(frameOf(CHANNEL.stdin, data.subarray(offset, offset + FRAME_BYTES)), wake);
      }
    },
    resize(size) {
      const message = JSON.stringify({ Width: size.width, Height: size.height });
      if (isOpen()) socket.send(frameOf(CHANNEL.resize, Buffer.from(message)));
      lastResizeMs = performance.now();
      return Promise.resolve();
    },
    ended,
    close() {
      // A size that has just been sent gets lost with the connection, and nobody says when it has arrived.
      const lingerMs = Math.max(0, lastResizeMs + RESIZE_MS - performance.now());
      // A goodbye behind megabytes that nobody reads would never arrive.
      if (lingerMs === 0 || socket.isPaused) socket.terminate();
      else setTimeout(() => socket.terminate(), lingerMs).unref();
    },
  };
}

function resume(socket: WebSocket): void {
  if (socket.readyState === socket.OPEN || socket.readyState === socket.CLOSING) socket.resume();
}

function readStatus(data: Buffer): EndStatus {
  try {
    return JSON.parse(data.toString()) as EndStatus;
  } catch {
    // Old runtimes say in plain text what went wrong.
    return { status: "Failure", message: data.toString() };
  }
}

/** The exit code that a last word tells; undefined when it tells of something else. */
export function exitCodeOf(status: EndStatus): number | undefined {
  if (status.status === "Success") return 0;
  const cause = status.details?.causes?.find(({ reason }) => reason === "ExitCode");
  return cause?.message === undefined ? undefined : Number(cause.message);
}

function frameOf(channel: number, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(channel), data]);
}
