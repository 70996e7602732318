import { EngineError, type ExecOptions, type StreamSession } from "../engine.ts";
import type { StreamName } from "./criLog.ts";
import { programBeside } from "./processTable.ts";
import { openProcessLink } from "./session.ts";
import { deferred } from "./shimClient.ts";
import { FRAME } from "./shimProtocol.ts";

/** How much output waits for its reader before the connection, and with it the process, is held up. */
const OUTPUT_WINDOW_BYTES = 64 * 1024;

interface OutputChunk {
  readonly stream: StreamName;
  readonly data: Uint8Array;
}

/**
 * Starts a further process in a run and connects to it; the connection's end is the end of the process.
 * @throws EngineError conflict when the run does not run, unavailable
 */
export async function openExecSession(socketPath: string, options: ExecOptions): Promise<StreamSession> {
  options.signal.throwIfAborted();
  const exit = deferred<number>();
  // Not every caller asks for the exit code of a session it gave up.
  exit.promise.catch(() => undefined);
  let hold: (isFull: boolean) => void = () => undefined;
  const output = createOutputQueue((isFull) => hold(isFull));
  const { signal, ...request } = options;
  const link = await openProcessLink(
    socketPath,
    { type: "exec", ...request },
    {
      onExit: (exitCode) => {
        exit.resolve(exitCode);
        output.end();
      },
      onData: (type, data) => output.push({ stream: type === FRAME.stderr ? "stderr" : "stdout", data }),
    },
  );
  const { connection } = link;
  hold = (isFull) => (isFull ? connection.socket.pause() : connection.socket.resume());
  hold(output.isFull());
  const abort = () => connection.close();
  void connection.closed.then(() => {
    signal.removeEventListener("abort", abort);
    exit.reject(new EngineError("unavailable", "The connection to the process was lost before it ended."));
    output.end();
  });
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return {
    output: output.read(),
    write: link.write,
    endInput: link.endInput,
    resize: link.resize,
    exitCode: exit.promise,
    foreground: async () => (link.pid === undefined ? undefined : await programBeside(link.pid)),
    close: async () => {
      connection.close();
      await connection.closed;
    },
  };
}

/** Output between the connection and its reader, little of it. */
function createOutputQueue(onFull: (isFull: boolean) => void) {
  const chunks: OutputChunk[] = [];
  let queuedBytes = 0;
  let isEnded = false;
  let wake = () => {};
  const isFull = () => queuedBytes >= OUTPUT_WINDOW_BYTES;

  async function* read(): AsyncGenerator<OutputChunk> {
    for (;;) {
      const chunk = chunks.shift();
      if (chunk) {
        const wasFull = isFull();
        queuedBytes -= chunk.data.length;
        if (wasFull && !isFull()) onFull(false);
        yield chunk;
      } else if (isEnded) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  return {
    isFull,
    read,
    push(chunk: OutputChunk) {
      chunks.push(chunk);
      queuedBytes += chunk.data.length;
      if (isFull()) onFull(true);
      wake();
    },
    end() {
      isEnded = true;
      wake();
    },
  };
}
