import { EngineError, type AttachOptions, type LogEvent, type StreamSession, type WindowSize } from "../engine.ts";
import type { OutputChunk } from "../outputQueue.ts";
import type { Connection } from "./connection.ts";
import { openSession } from "./hijackedSession.ts";
import { notRunning, type ContainerHandle, type Inspection } from "./inspection.ts";
import { attachRaw, openPipeInput, openTerminalInput, type RunInput } from "./input.ts";
import { openLocalLog } from "./logs.ts";
import type { RunWatch } from "./runWatch.ts";

export interface AttachTarget {
  readonly connection: Connection;
  readonly watch: RunWatch;
  readonly handle: ContainerHandle;
  readonly inspection: Inspection;
  /** Where its log can be read from here: then a slow reader neither holds up the run nor loses a byte. */
  readonly logPath: string | undefined;
}

/**
 * Connects to a container's own streams; its input stays open when the session is closed.
 * @throws EngineError conflict when it does not run, unavailable
 */
export async function openAttach(target: AttachTarget, options: AttachOptions): Promise<StreamSession> {
  options.signal.throwIfAborted();
  return target.logPath === undefined ? attachByEngine(target, options) : attachByLog(target, target.logPath, options);
}

async function attachByLog(target: AttachTarget, logPath: string, options: AttachOptions): Promise<StreamSession> {
  const { connection, watch, handle, inspection } = target;
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const tty = inspection.Config.Tty;
  const log = await openLocalLog(logPath, watch.untilEnded(handle, signal));
  let input: RunInput | undefined;
  try {
    if (options.stdin && tty) input = await openTerminalInput(connection, handle.container);
    else if (options.stdin) input = openPipeInput(connection, handle.container, signal);
  } catch (error) {
    ending.abort();
    log.close();
    throw error instanceof EngineError && error.kind === "unavailable" ? error : notRunning();
  }
  const exitCode = watch.untilEnded(handle, signal).then((end) => end.exitCode);
  // Not every caller asks for the exit code of a session it gave up.
  exitCode.catch(() => undefined);
  let isEnded = false;
  exitCode.then(
    () => (isEnded = true),
    () => undefined,
  );
  const writable = () => {
    if (!input) throw new EngineError("conflict", "This session was opened without input.");
    if (isEnded) throw notRunning();
    return input;
  };
  return {
    output: select(log.read({ timestamps: false, skipArchive: !options.logs, signal }), options),
    write: async (data) => writable().write(data),
    endInput: async () => writable().end(),
    resize: (size) => (tty ? resizeContainer(connection, handle, size) : Promise.resolve()),
    exitCode,
    async close() {
      // The input is left first: giving up what wrote to it would end it in the middle.
      await input?.close();
      ending.abort();
      log.close();
    },
  };
}

/** Where the log is out of reach, the engine's own attach is all there is. */
async function attachByEngine(target: AttachTarget, options: AttachOptions): Promise<StreamSession> {
  const { connection, watch, handle, inspection } = target;
  const tty = inspection.Config.Tty;
  const socket = await attachRaw(connection, handle.container, options.logs);
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const session = openSession(socket, {
    ...{ tty, stdin: options.stdin, signal: options.signal },
    exitCode: async () => (await watch.untilEnded(handle, signal)).exitCode,
    resize: (size) => resizeContainer(connection, handle, size),
    onAbandon: () => Promise.resolve(ending.abort()),
  });
  const pipe = options.stdin && !tty ? openPipeInput(connection, handle.container, signal) : undefined;
  return {
    ...session,
    output: selectChunks(session.output, options),
    ...(pipe && { write: (data: Uint8Array) => pipe.write(data), endInput: () => pipe.end() }),
    async close() {
      await pipe?.close();
      await session.close();
    },
  };
}

async function resizeContainer(connection: Connection, handle: ContainerHandle, size: WindowSize): Promise<void> {
  const query = { w: size.width, h: size.height };
  try {
    await connection.call("POST", `/containers/${handle.container}/resize`, { query });
  } catch (error) {
    // One that has just ended has no window any more.
    if (!(error instanceof EngineError) || error.kind === "unavailable") throw error;
  }
}

async function* select(events: AsyncIterable<LogEvent>, wanted: Wanted): AsyncGenerator<OutputChunk, void> {
  for await (const event of events) {
    if (event.type === "data" && wanted[event.stream]) yield event;
  }
}

interface Wanted {
  readonly stdout: boolean;
  readonly stderr: boolean;
}

async function* selectChunks(chunks: AsyncIterable<OutputChunk>, wanted: Wanted): AsyncGenerator<OutputChunk, void> {
  for await (const chunk of chunks) if (wanted[chunk.stream]) yield chunk;
}
