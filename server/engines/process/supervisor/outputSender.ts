import { once } from "node:events";
import type { Socket } from "node:net";
import type { StreamName } from "../../log/criLog.ts";
import { encodeFrame, FRAME } from "../shimProtocol.ts";

/** Sends a process's output, one piece after the other. */
export interface OutputSender {
  /** Resolves when more may come. Rejects when the connection is gone. */
  send(this: void, stream: StreamName, data: Buffer): Promise<void>;
  /** So many bytes have reached the reader. */
  taken(bytes: number): void;
  /** The process has ended: its output's end is looked for although the last piece is still on its way. */
  processEnded(this: void): void;
}

/**
 * One piece is on its way at a time: what is printed meanwhile waits in the kernel, so that a key's echo goes at once, a
 * flood in few large pieces, and little of it is before the answer to Ctrl+C.
 * @param isTold whether the reader says what it has taken; else the socket alone holds the process up
 */
export function createOutputSender(socket: Socket, isTold: boolean): OutputSender {
  let onItsWayBytes = 0;
  let hasEnded = false;
  let waiting: (() => void)[] = [];

  function wake(): void {
    const all = waiting;
    waiting = [];
    for (const resume of all) resume();
  }
  const changed = () => new Promise<void>((resolve) => waiting.push(resolve));
  socket.once("close", wake);
  const isTaken = () => onItsWayBytes === 0 || socket.destroyed;

  return {
    async send(stream, data) {
      while (!isTaken()) await changed();
      assertThere(socket);
      if (isTold) onItsWayBytes += data.length;
      socket.write(encodeFrame(FRAME[stream], data));
      while (!isTaken() && !hasEnded) await changed();
      assertThere(socket);
      if (!isTold && socket.writableNeedDrain) await drained(socket);
    },
    taken(bytes) {
      onItsWayBytes = Math.max(0, onItsWayBytes - bytes);
      if (onItsWayBytes === 0) wake();
    },
    processEnded() {
      hasEnded = true;
      wake();
    },
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
