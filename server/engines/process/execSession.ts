import { EngineError, type ExecOptions, type StreamSession } from "../engine.ts";
import { onAbort } from "../onAbort.ts";
import { createOutputQueue, type OutputChunk } from "../outputQueue.ts";
import { programBeside } from "./processTable.ts";
import { openProcessLink } from "./session.ts";
import { deferred } from "./shimClient.ts";
import { FRAME } from "./shimProtocol.ts";

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
    { type: "exec", ...request, tellsTaken: true },
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
  void connection.closed.then(() => {
    forget();
    exit.reject(new EngineError("unavailable", "The connection to the process was lost before it ended."));
    output.end();
  });
  const forget = onAbort(signal, connection.close);
  return {
    output: tellTaken(output.read(), (bytes) => connection.send({ type: "outputTaken", bytes })),
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

/** Passes output on and tells of each piece once its reader comes for the next. */
async function* tellTaken(
  output: AsyncIterable<OutputChunk>,
  tell: (bytes: number) => void,
): AsyncGenerator<OutputChunk, void, undefined> {
  for await (const chunk of output) {
    yield chunk;
    tell(chunk.data.length);
  }
}
