import type { RawData, WebSocket } from "ws";
import { resizeQuery } from "../../../contract/execSession.ts";
import { ContractError, parse } from "../../../contract/parse.ts";
import { decodeShellClientFrame, encodeShellFrame, type ShellClientFrame } from "../../../contract/shellFrames.ts";
import { EngineError, type StreamSession, type WindowSize } from "../../engines/engine.ts";
import { onAbort } from "../../engines/onAbort.ts";
import { brokenRule } from "../../http/errors.ts";
import { sendFrame, SocketClose, type SocketRequest, type SocketSession } from "../../http/sockets.ts";
import { readFlag } from "../listFilter.ts";
import type { PlatformServices } from "../routes/services.ts";
import type { ShellConnection } from "../shells/shell.ts";
import type { ShellKey } from "../shells/shells.ts";

const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;
/** More than anybody pastes; a client that sends on to a process that does not read is let go. */
const MAX_WAITING_INPUT_BYTES = 8 * 1024 * 1024;
const GONE = { state: "gone", offset: 0, replayUntil: 0, inputBytes: 0 } as const;

/** What a client says in the query of `exec` when it asks for a shell that outlives the connection. */
export interface ShellQuery {
  readonly sessionId: string;
  /** The first byte of output it does not have; undefined when it has none. */
  readonly offset: number | undefined;
  /** Whether it must be there already. */
  readonly mustExist: boolean;
  readonly size: WindowSize | undefined;
}

/** @throws HttpError 400 */
export function readShellQuery(query: URLSearchParams): ShellQuery {
  const sessionId = query.get("session") ?? "";
  if (!/^[\w.-]{8,80}$/.test(sessionId)) {
    throw brokenRule("session", "must be 8 to 80 letters, digits, dots, dashes and underscores");
  }
  const offset = query.get("offset");
  if (offset !== null && !/^\d{1,15}$/.test(offset)) throw brokenRule("offset", "must be a number of bytes");
  const hasSize = query.has("w") || query.has("h");
  return {
    sessionId,
    offset: offset === null ? undefined : Number(offset),
    mustExist: readFlag(query, "resume") ?? false,
    size: hasSize ? parse(resizeQuery, Object.fromEntries(query), "exec") : undefined,
  };
}

/** Speaks between a socket and a shell that goes on when the socket closes, for as long as {@link Shells} keeps it. */
export function shellSession(
  services: PlatformServices,
  jobId: string,
  { sessionId, offset, mustExist }: ShellQuery,
  person: SocketRequest["person"],
  start: () => Promise<StreamSession>,
): SocketSession {
  const { shells, people } = services;
  const key: ShellKey = { jobId, personName: person.name, sessionId };
  return async (socket, gone) => {
    // What the client says before there is a shell waits in the socket.
    socket.pause();
    const shell = await (mustExist ? shells.find(key) : shells.open(key, start));
    if (!shell) {
      await sendFrame(socket, encodeShellFrame({ type: "news", news: GONE }));
      socket.resume();
      return;
    }
    const connection = shell.connect(offset);
    onAbort(gone, connection.leave);
    const failed = receiveFrames(socket, connection, () => shells.end(key));
    try {
      await Promise.race([sendOutput(socket, connection), failed]);
    } finally {
      // A paused socket would not read the client's goodbye.
      socket.removeAllListeners("message");
      socket.resume();
      connection.leave();
      shells.left(key);
      // Whose rights have ended does not go on by what he left running.
      if (people.roleOf(person.name) !== person.role) await shells.end(key);
    }
  };
}

async function sendOutput(socket: WebSocket, connection: ShellConnection): Promise<void> {
  await sendFrame(socket, encodeShellFrame({ type: "news", news: connection.news }));
  for (;;) {
    const next = await connection.next();
    if (next instanceof Uint8Array) {
      await sendFrame(socket, encodeShellFrame({ type: "output", stream: "stdout", data: next }));
      continue;
    }
    if (next.stopped === "ended") {
      await sendFrame(socket, encodeShellFrame({ type: "exit", exitCode: await connection.exitCode }));
    }
    if (next.stopped === "taken") {
      await sendFrame(socket, encodeShellFrame({ type: "news", news: { ...connection.news, state: "taken" } }));
    }
    return;
  }
}

/**
 * Hands what the client says on. The socket is read whatever the process does: a process that waits until its output is
 * taken in would otherwise hold up the very frame that says so. Rejects at a frame that is none.
 */
function receiveFrames(socket: WebSocket, connection: ShellConnection, hangUp: () => Promise<void>): Promise<never> {
  return new Promise((_resolve, reject) => {
    let writing = Promise.resolve();
    let waitingBytes = 0;

    function write(data: Uint8Array): void {
      waitingBytes += data.length;
      if (waitingBytes > MAX_WAITING_INPUT_BYTES) {
        return reject(new SocketClose(POLICY_VIOLATION, "The program does not read its input; too much is waiting."));
      }
      writing = writing
        .then(() => connection.stream.write(data))
        .catch(ignoreEnd)
        .then(() => void (waitingBytes -= data.length))
        .catch(reject);
    }

    socket.on("message", (raw: RawData, isBinary: boolean) => {
      try {
        const frame = readFrame(raw, isBinary);
        if (frame.type === "stdin") write(frame.data);
        if (frame.type === "resize") connection.stream.resize(frame.size).catch(ignoreEnd).catch(reject);
        if (frame.type === "taken") connection.taken(frame.offset);
        if (frame.type === "hangUp") hangUp().catch(reject);
        if (frame.type === "ping") sendFrame(socket, encodeShellFrame({ type: "pong" })).catch(reject);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.resume();
  });
}

/** A process that has ended takes nothing any more; how it ended is told by its output's side. */
function ignoreEnd(error: unknown): void {
  if (!(error instanceof EngineError)) throw error;
}

function readFrame(raw: RawData, isBinary: boolean): ShellClientFrame {
  if (!isBinary) throw new SocketClose(UNSUPPORTED_DATA, "Frames must be binary.");
  try {
    return decodeShellClientFrame(raw as Buffer);
  } catch (error) {
    if (error instanceof ContractError) throw new SocketClose(POLICY_VIOLATION, error.message);
    throw error;
  }
}
