import { once } from "node:events";
import type { Socket } from "node:net";
import type { StreamName } from "../../log/criLog.ts";
import { encodeFrame, FRAME, OUTPUT_WINDOW_BYTES } from "../shimProtocol.ts";

/** Sends a process's output in few large frames, and without a delay where there is little of it. */
export interface OutputSender {
  /** Resolves when more may come. Rejects when the connection is gone. */
  send(this: void, stream: StreamName, data: Buffer): Promise<void>;
  /** So many bytes have reached the reader. */
  taken(bytes: number): void;
  /** Resolves when all is on its way. Rejects when the connection is gone. */
  flush(): Promise<void>;
}

/** Large enough that a frame's own cost does not count; a terminal gives 4 KiB at a time. */
const FRAME_BYTES = 32 * 1024;

/**
 * While something is on its way what comes is gathered (Nagle's algorithm): a key's echo goes at once, a flood in frames
 * that cost both sides a tenth.
 * @param isTold whether the reader says what it has taken; else the socket alone holds the process up
 */
export function createOutputSender(socket: Socket, isTold: boolean): OutputSender {
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  let gatheredStream: StreamName = "stdout";
  let onItsWayBytes = 0;
  let waiting: (() => void)[] = [];

  function wake(): void {
    const all = waiting;
    waiting = [];
    for (const resume of all) resume();
  }
  const changed = () => new Promise<void>((resolve) => waiting.push(resolve));
  socket.once("close", wake);

  function sendGathered(): void {
    if (gatheredBytes === 0 || socket.destroyed) return;
    const data = gathered.length === 1 ? (gathered[0] as Buffer) : Buffer.concat(gathered, gatheredBytes);
    gathered = [];
    gatheredBytes = 0;
    if (isTold) onItsWayBytes += data.length;
    socket.write(encodeFrame(FRAME[gatheredStream], data));
  }

  /** Waits until the reader has room for what was gathered, and sends it. */
  async function push(): Promise<void> {
    while (!socket.destroyed && onItsWayBytes > 0 && onItsWayBytes + gatheredBytes > OUTPUT_WINDOW_BYTES)
      await changed();
    assertThere(socket);
    sendGathered();
    if (!isTold && socket.writableNeedDrain) await drained(socket);
  }

  return {
    async send(stream, data) {
      assertThere(socket);
      while (stream !== gatheredStream && gatheredBytes > 0) await push();
      gatheredStream = stream;
      gathered.push(data);
      gatheredBytes += data.length;
      if (onItsWayBytes === 0 || gatheredBytes >= FRAME_BYTES) await push();
    },
    taken(bytes) {
      onItsWayBytes = Math.max(0, onItsWayBytes - bytes);
      if (onItsWayBytes === 0) sendGathered();
      wake();
    },
    flush: push,
  };
}

function assertThere(socket: Socket): void {
  if (socket.destroyed) throw new Error("The connection is gone.");
}

async function drained(socket: Socket): Promise<void> {
  const gone = new AbortController();
  const onClose = () => gone.abort();
  socket.once("close", onClose);
  await once(socket, "drain", { signal: gone.signal }).finally(() => socket.off("close", onClose));
}
