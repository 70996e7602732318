import { EngineError, type WindowSize } from "../engine.ts";
import { deferred } from "./shimClient.ts";
import { connectShim, type ShimConnection } from "./shimClient.ts";
import {
  encodeFrame,
  FRAME,
  INPUT_WINDOW_BYTES,
  type ClientMessage,
  type FrameType,
  type ShimMessage,
} from "./shimProtocol.ts";

/** A connection to one process: its input, and what the supervisor says of it. */
export interface ProcessLink {
  readonly connection: ShimConnection;
  /** The process's pid; undefined for the run's own, and where a supervisor of an older release does not tell. */
  readonly pid: number | undefined;
  readonly write: (data: Uint8Array) => Promise<void>;
  readonly endInput: () => Promise<void>;
  readonly resize: (size: WindowSize) => Promise<void>;
}

const FRAME_BYTES = 64 * 1024;

interface LinkListener {
  onExit?(exitCode: number): void;
  onData?(type: FrameType, data: Buffer): void;
}

/**
 * Opens a connection for one process, the run's own (`attach`) or a further one (`exec`).
 * @throws EngineError conflict when the run does not run, unavailable
 */
export async function openProcessLink(
  socketPath: string,
  first: ClientMessage,
  listener: LinkListener,
): Promise<ProcessLink> {
  const started = deferred<number | undefined>();
  const input = createInputWindow();
  const onMessage = (message: ShimMessage) => {
    if (message.type === "started") started.resolve(message.pid);
    if (message.type === "refused") started.reject(new EngineError("conflict", message.message));
    if (message.type === "taken") input.taken(message.bytes);
    if (message.type === "inputClosed") input.close("The process takes no more input.");
    if (message.type === "exit") listener.onExit?.(message.exitCode);
  };
  const connection = await connectShim(socketPath, first, {
    onMessage,
    onData: (type, data) => listener.onData?.(type, data),
  });
  if (!connection) throw notRunning();
  void connection.closed.then(() => {
    started.reject(notRunning());
    input.close("The process has ended, or its connection is closed.");
  });
  const pid = await started.promise;
  return {
    connection,
    pid,
    async write(data) {
      for (let offset = 0; offset < data.length; offset += FRAME_BYTES) {
        const part = data.subarray(offset, offset + FRAME_BYTES);
        input.sent(part.length);
        connection.socket.write(encodeFrame(FRAME.stdin, part));
        await input.room();
      }
    },
    endInput: () => Promise.resolve(connection.send({ type: "endInput" })),
    resize: (size) => Promise.resolve(connection.send({ type: "resize", size })),
  };
}

export const notRunning = () => new EngineError("conflict", "The run is not running.");

/** Counts the input on its way. */
function createInputWindow() {
  let onItsWayBytes = 0;
  let closedBecause: string | undefined;
  let waiting: (() => void)[] = [];

  function wake() {
    const all = waiting;
    waiting = [];
    for (const resume of all) resume();
  }

  function assertOpen() {
    if (closedBecause !== undefined) throw new EngineError("conflict", closedBecause);
  }

  return {
    sent(bytes: number) {
      assertOpen();
      onItsWayBytes += bytes;
    },
    taken(bytes: number) {
      onItsWayBytes -= bytes;
      wake();
    },
    close(reason: string) {
      closedBecause ??= reason;
      wake();
    },
    /** Resolves once more may be sent. @throws EngineError conflict when the process takes no more */
    async room() {
      while (onItsWayBytes >= INPUT_WINDOW_BYTES && closedBecause === undefined) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      if (onItsWayBytes >= INPUT_WINDOW_BYTES) assertOpen();
    },
  };
}
