import { decodeServerFrame, encodeFrame, type ClientFrame } from "../../../contract/frames.ts";
import { splitShellLine } from "../../../contract/shellLine.ts";
import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { ApiError } from "../errors.ts";
import { keepContract } from "../http.ts";
import type { AttachOptions, ExecOptions, Message, StdStream, StreamEnd, StreamOptions } from "../jobsClient.ts";
import { connectStream, explainClose, type Connection, type StreamRequest } from "./connection.ts";
import { createQueue, type Queue } from "./queue.ts";
import type { Socket } from "./socket.ts";

/** Connects to a job's own standard streams. */
export function attach(connection: Connection, jobId: string, options: AttachOptions): Promise<StdStream> {
  const query = streamQuery(options);
  if (options.logs) query.set("logs", "1");
  return openStdStream(connection, jobId, "attach", options, query);
}

/** Starts a further process in a job and connects to its standard streams. */
export async function exec(connection: Connection, jobId: string, options: ExecOptions): Promise<StdStream> {
  refuseUnreadable(options.command);
  const query = streamQuery(options);
  query.set("cmd", options.command);
  return await openStdStream(connection, jobId, "exec", options, query);
}

async function openStdStream(
  connection: Connection,
  jobId: string,
  stream: string,
  options: StreamOptions,
  query: URLSearchParams,
): Promise<StdStream> {
  refuseImpossible(options);
  const { signal } = options;
  const request = { jobId, stream, query, protocol: SUBPROTOCOL.channels, needsRunning: true, signal };
  return speakFrames(connection, request, await connectStream(connection, request));
}

/** Speaks the frames of attach and exec on a socket. */
export function speakFrames(connection: Connection, request: StreamRequest, socket: Socket): StdStream {
  const output = createQueue<Message>();
  let closedHere = false;
  const end = readFrames(socket, output).then(async (found) => {
    if (found !== undefined || closedHere) return found;
    throw await explainClose(connection, request, await socket.closed, { wasOpen: true });
  });
  settleOutput(end, output, socket);
  return {
    output: output.items,
    end,
    write: (data) => send(socket, { type: "stdin", data }),
    resize: (size) => send(socket, { type: "resize", size }),
    close() {
      closedHere = true;
      socket.close();
    },
  };
}

/** Reads until the process's end; undefined when the socket closed without one. */
export async function readFrames(socket: Socket, output: Queue<Message>): Promise<StreamEnd | undefined> {
  for await (const bytes of socket.frames) {
    const frame = keepContract(() => decodeServerFrame(bytes));
    if (frame.type === "exit") return { exitCode: frame.exitCode, message: frame.message };
    output.push({ stream: frame.stream, data: frame.data });
  }
  return undefined;
}

/** Ends the output as the stream ends. `end` may have no other reader, so its failure is told here too. */
export function settleOutput(end: Promise<StreamEnd | undefined>, output: Queue<Message>, socket: Socket): void {
  end.then(
    () => {
      output.end();
      socket.close();
    },
    (error: unknown) => {
      output.fail(error);
      socket.close();
    },
  );
}

function send(socket: Socket, frame: ClientFrame): void {
  assertOpen(socket);
  socket.send(encodeFrame(frame));
}

/** @throws ApiError network once nothing can be sent any more */
export function assertOpen(socket: Socket): void {
  if (!socket.isOpen) throw new ApiError("network", "The connection to the process is closed. Connect again.");
}

/** What every server refuses before the handshake, where a browser could not read why. */
function refuseImpossible({ tty, stdin, stdout, stderr }: StreamOptions): void {
  if (!stdin && !stdout && !stderr) {
    throw new ApiError("invalid", "Ask for at least one of stdin, stdout and stderr.");
  }
  if (tty && stdout && stderr) {
    throw new ApiError("invalid", "A terminal has one output: ask for stdout or stderr, not both.");
  }
}

/** @throws ApiError invalid for what no server could read as a command */
export function refuseUnreadable(command: string): void {
  const line = splitShellLine(command);
  if (!line.ok) throw new ApiError("invalid", `The command ${line.reason}.`, { field: "command" });
  if (line.words.length === 0) throw new ApiError("invalid", "Say which command to run.", { field: "command" });
}

/** The stream flags of attach and exec. */
export function streamQuery({ tty, stdin, stdout, stderr }: StreamOptions): URLSearchParams {
  const flag = (value: boolean | undefined) => (value ? "1" : "0");
  return new URLSearchParams({ tty: flag(tty), stdin: flag(stdin), stdout: flag(stdout), stderr: flag(stderr) });
}
