import {
  decodeShellServerFrame,
  encodeShellFrame,
  type ShellClientFrame,
  type ShellNews,
} from "../../../contract/shellFrames.ts";
import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { ApiError } from "../errors.ts";
import { keepContract } from "../http.ts";
import type { Message, ShellOptions, ShellStream, StreamEnd } from "../jobsClient.ts";
import { connectStream, explainClose, type Connection, type StreamRequest } from "./connection.ts";
import { createQueue, type Queue } from "./queue.ts";
import type { Socket } from "./socket.ts";
import { assertOpen, refuseUnreadable, settleOutput, speakFrames, streamQuery } from "./stdStream.ts";

/** Starts a shell that outlives its connection, or finds it again; on another platform it starts a plain one. */
export async function openShell(connection: Connection, jobId: string, options: ShellOptions): Promise<ShellStream> {
  refuseUnreadable(options.command);
  const request: StreamRequest = {
    jobId,
    stream: "exec",
    query: shellQuery(options),
    protocol: SUBPROTOCOL.channels,
    preferredProtocol: SUBPROTOCOL.shell,
    needsRunning: true,
    signal: options.signal,
  };
  const socket = await connectStream(connection, request);
  if (socket.protocol !== SUBPROTOCOL.shell) return { ...speakFrames(connection, request, socket), kept: undefined };
  return await speakShell(connection, request, socket);
}

async function speakShell(connection: Connection, request: StreamRequest, socket: Socket): Promise<ShellStream> {
  const output = createQueue<Message>();
  let meet: (news: ShellNews) => void = () => undefined;
  const met = new Promise<ShellNews>((resolve) => (meet = resolve));
  let closedHere = false;
  let lastHeardMs = performance.now();
  const heard = () => (lastHeardMs = performance.now());
  const end = readShell(socket, output, meet, heard).then(async (found) => {
    if (found !== undefined || closedHere) return found;
    throw await explainClose(connection, request, await socket.closed, { wasOpen: true });
  });
  settleOutput(end, output, socket);
  const send = (frame: ShellClientFrame) => {
    assertOpen(socket);
    socket.send(encodeShellFrame(frame));
  };
  // Nobody needs to hear it once the connection is gone.
  const tell = (frame: ShellClientFrame) => void (socket.isOpen && send(frame));
  return {
    output: output.items,
    end,
    write: (data) => send({ type: "stdin", data }),
    resize: (size) => send({ type: "resize", size }),
    close() {
      closedHere = true;
      socket.close();
    },
    kept: {
      news: await Promise.race([met, end.then(lostEarly)]),
      taken: (offset) => tell({ type: "taken", offset }),
      ping: () => tell({ type: "ping" }),
      get lastHeardMs() {
        return lastHeardMs;
      },
      hangUp: () => tell({ type: "hangUp" }),
    },
  };
}

function lostEarly(): never {
  throw new ApiError("network", "The connection to the shell was lost.");
}

/** Reads until the process's end; undefined when the socket closed without one. @throws ApiError not-found, conflict */
async function readShell(
  socket: Socket,
  output: Queue<Message>,
  onMet: (news: ShellNews) => void,
  onHeard: () => void,
): Promise<StreamEnd | undefined> {
  for await (const bytes of socket.frames) {
    onHeard();
    const frame = keepContract(() => decodeShellServerFrame(bytes));
    if (frame.type === "exit") return { exitCode: frame.exitCode, message: frame.message };
    if (frame.type === "output") output.push({ stream: frame.stream, data: frame.data });
    if (frame.type !== "news") continue;
    if (frame.news.state === "gone")
      throw new ApiError("not-found", "The shell is gone: the server no longer knows it.");
    if (frame.news.state === "taken") throw new ApiError("conflict", "The shell is open in another window.");
    onMet(frame.news);
  }
  return undefined;
}

function shellQuery({ command, sessionId, resume, offset, size }: ShellOptions): URLSearchParams {
  const query = streamQuery({ tty: true, stdin: true, stdout: true });
  query.set("cmd", command);
  query.set("session", sessionId);
  query.set("w", String(size.width));
  query.set("h", String(size.height));
  if (resume) query.set("resume", "1");
  if (offset !== undefined) query.set("offset", String(offset));
  return query;
}
