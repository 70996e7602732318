import type { RawData, WebSocket } from "ws";
import { CHANNEL, decodeClientFrame, encodeFrame, type ClientFrame } from "../../../contract/frames.ts";
import { ContractError } from "../../../contract/parse.ts";
import { EngineError, type OutputPiece, type StreamSession } from "../../engines/engine.ts";
import { brokenRule, HttpError } from "../../http/errors.ts";
import { sendFrame, SocketClose, type SocketSession } from "../../http/sockets.ts";
import { readFlag } from "../listFilter.ts";

const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;

/** Which streams a client asked for. */
export interface Streams {
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
}

/** Reads the stream flags of attach and exec. @throws HttpError 400 */
export function readStreams(query: URLSearchParams): Streams {
  const flag = (name: string) => readFlag(query, name) ?? false;
  const streams = { tty: flag("tty"), stdin: flag("stdin"), stdout: flag("stdout"), stderr: flag("stderr") };
  if (streams.tty && streams.stdout && streams.stderr) {
    throw brokenRule("stderr", "a terminal has one output; ask for stdout only");
  }
  if (!streams.stdin && !streams.stdout && !streams.stderr) {
    throw new HttpError(400, "Ask for at least one of stdin, stdout and stderr.");
  }
  return streams;
}

/** How a client's frames are read, and whether the server's end with one about the exit. */
export interface Wire {
  /** @throws ContractError for a frame that is none */
  readonly decode: (frame: Uint8Array) => ClientFrame;
  readonly tellsExit: boolean;
}

/** Today's: the first byte of every frame is its channel. */
export const FRAMED_WIRE: Wire = { decode: decodeClientFrame, tellsExit: true };
/** The legacy one: what a client sends is input as it is, and the end of the connection is all that is told of the end. */
export const RAW_WIRE: Wire = { decode: (data) => ({ type: "stdin", data }), tellsExit: false };

/** Speaks between a socket and a process: output, then its exit code where the wire has a frame for it, then the end. */
export function channelSession(
  connect: (gone: AbortSignal) => Promise<StreamSession>,
  takesInput: boolean,
  wire = FRAMED_WIRE,
): SocketSession {
  return async (socket, gone) => {
    // What the client says before there is a process waits in the socket.
    socket.pause();
    const session = await connect(gone);
    const failed = receiveFrames(socket, session, takesInput, wire);
    try {
      await Promise.race([sendOutput(socket, session, wire), failed]);
    } finally {
      // Nobody is left to answer what still comes, and a paused socket would not read the client's goodbye either.
      socket.removeAllListeners("message");
      socket.resume();
      await session.close();
    }
  };
}

async function sendOutput(socket: WebSocket, session: StreamSession, wire: Wire): Promise<void> {
  for await (const piece of session.output) {
    await sendFrame(socket, frameOf(piece));
    piece.recycle?.();
  }
  const exitCode = await session.exitCode;
  if (wire.tellsExit) await sendFrame(socket, encodeFrame({ type: "exit", exitCode }));
}

function frameOf({ stream, data, headroomBytes = 0 }: OutputPiece): Uint8Array {
  if (headroomBytes < 1) return encodeFrame({ type: "output", stream, data });
  const frame = new Uint8Array(data.buffer, data.byteOffset - 1, data.length + 1);
  frame[0] = CHANNEL[stream];
  return frame;
}

/** Hands what the client says to the process, one frame after the other. Rejects at a frame that is none. */
function receiveFrames(socket: WebSocket, session: StreamSession, takesInput: boolean, wire: Wire): Promise<never> {
  return new Promise((_resolve, reject) => {
    let queue = Promise.resolve();
    let waiting = 0;
    socket.on("message", (raw: RawData, isBinary: boolean) => {
      waiting += 1;
      socket.pause();
      queue = queue
        .then(() => handleFrame(readFrame(raw, isBinary, wire), session, takesInput))
        .then(() => {
          waiting -= 1;
          if (waiting === 0) socket.resume();
        })
        .catch(reject);
    });
    socket.resume();
  });
}

function readFrame(raw: RawData, isBinary: boolean, wire: Wire): ClientFrame {
  if (!isBinary) throw new SocketClose(UNSUPPORTED_DATA, "Frames must be binary.");
  try {
    return wire.decode(raw as Buffer);
  } catch (error) {
    if (error instanceof ContractError) throw new SocketClose(POLICY_VIOLATION, error.message);
    throw error;
  }
}

async function handleFrame(frame: ClientFrame, session: StreamSession, takesInput: boolean): Promise<void> {
  try {
    if (frame.type === "resize") await session.resize(frame.size);
    else if (takesInput) await session.write(frame.data);
  } catch (error) {
    // A process that has ended takes nothing any more; how it ended is told by its output's side.
    if (!(error instanceof EngineError)) throw error;
  }
}
