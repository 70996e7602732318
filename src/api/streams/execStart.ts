import type { ExecInspect } from "../../../contract/execSession.ts";
import { ApiError } from "../errors.ts";
import type { CallOptions, ExecStream, Message, StreamEnd } from "../jobsClient.ts";
import { connectStream, explainClose, NORMAL_CLOSE, type Connection, type StreamRequest } from "./connection.ts";
import { createQueue } from "./queue.ts";
import type { Socket } from "./socket.ts";
import { assertOpen, readFrames, settleOutput } from "./stdStream.ts";

/** Starts an exec session and connects to it in the legacy form: input as it is, and no frame about the end. */
export async function execStart(
  connection: Connection,
  jobId: string,
  execId: string,
  options: CallOptions,
  inspect: () => Promise<ExecInspect>,
): Promise<ExecStream> {
  const request: StreamRequest = {
    jobId,
    stream: `${encodeURIComponent(execId)}/exec_start`,
    query: new URLSearchParams(),
    needsRunning: true,
    signal: options.signal,
    whyRefused: () => whyNotStarted(inspect),
  };
  const socket = await connectStream(connection, request);
  const output = createQueue<Message>();
  let closedHere = false;
  const end = readFrames(socket, output).then(async (found) =>
    found !== undefined || closedHere ? found : await endOf(socket, connection, request, inspect),
  );
  settleOutput(end, output, socket);
  return {
    output: output.items,
    end,
    write(data) {
      assertOpen(socket);
      // Other platforms may take an empty frame for the end.
      if (data.length > 0) socket.send(data.slice());
    },
    close() {
      closedHere = true;
      socket.close();
    },
  };
}

/** The session itself is asked how it ended, because its stream does not tell. */
async function endOf(
  socket: Socket,
  connection: Connection,
  request: StreamRequest,
  inspect: () => Promise<ExecInspect>,
): Promise<StreamEnd> {
  const close = await socket.closed;
  if (close.code === NORMAL_CLOSE) {
    const { exitCode } = await inspect();
    if (exitCode !== undefined) return { exitCode };
  }
  throw await explainClose(connection, request, close, { wasOpen: true });
}

async function whyNotStarted(inspect: () => Promise<ExecInspect>): Promise<ApiError> {
  try {
    await inspect();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  return new ApiError("conflict", "This exec session was started before. Create another one to run the command again.");
}
