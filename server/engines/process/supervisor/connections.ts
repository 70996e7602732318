import { chmodSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import type { RunEnd } from "../../engine.ts";
import {
  createFrameDecoder,
  encodeMessage,
  FRAME,
  type ClientMessage,
  type FrameType,
  type HaltOutcome,
  type ShimMessage,
} from "../shimProtocol.ts";
import { sendSignal } from "../processTree.ts";
import { complain } from "./complain.ts";
import { forwardInput } from "./input.ts";
import { serveExec } from "./exec.ts";
import type { Role } from "./role.ts";
import type { SupervisedRun } from "./run.ts";

export interface Connections {
  /** Tells all who are connected, and whoever connects from now on, that the run has ended. */
  announce(end: RunEnd): void;
  /** Announces the end and listens no more. Resolves when all connections are closed. */
  close(end: RunEnd): Promise<void>;
}

/** Listens for the engine, which may come and go while the run goes on. */
export async function listen(run: SupervisedRun): Promise<Connections> {
  const connections = new Map<Socket, Connection>();
  const server = createServer((socket) => {
    connections.set(socket, serve(run, socket));
    socket.once("close", () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(run.spec.socketPath, resolve);
  });
  // The folder is private already; this says the same once more.
  chmodSync(run.spec.socketPath, 0o600);
  const announce = (end: RunEnd) => {
    for (const { role } of connections.values()) role?.onRunEnd(end);
  };
  return {
    announce,
    close(end) {
      announce(end);
      return closeAll(server, connections);
    },
  };
}

/** Lets what is still to be sent go out, but waits for no reader for ever. */
async function closeAll(server: Server, connections: ReadonlyMap<Socket, Connection>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const [socket, { role }] of connections) if (!role) socket.end();
  const timer = setTimeout(() => {
    for (const socket of connections.keys()) socket.destroy();
  }, LAST_WORDS_MS);
  await closed;
  clearTimeout(timer);
}

const LAST_WORDS_MS = 5000;

interface Connection {
  role: Role | undefined;
}

function serve(run: SupervisedRun, socket: Socket): Connection {
  const connection: Connection = { role: undefined };
  const decode = createFrameDecoder((type: FrameType, payload: Buffer) => {
    if (type === FRAME.stdin) connection.role?.onInput?.(payload);
    if (type !== FRAME.message) return;
    const message = JSON.parse(payload.toString("utf8")) as ClientMessage;
    if (connection.role) return connection.role.onMessage(message);
    connection.role = openRole(run, socket, message);
    const end = run.end();
    if (end) connection.role.onRunEnd(end);
  });
  socket.on("data", (chunk) => {
    try {
      decode(chunk);
    } catch (error) {
      complain(`A connection is closed: ${String(error)}`);
      socket.destroy();
    }
  });
  // A peer that vanished is an everyday event: "close" follows and does what there is to do.
  socket.on("error", () => undefined);
  socket.once("close", () => connection.role?.onClose?.());
  return connection;
}

function openRole(run: SupervisedRun, socket: Socket, first: ClientMessage): Role {
  switch (first.type) {
    case "control":
      return serveControl(run, socket);
    case "follow":
      return serveFollow(run, socket);
    case "attach":
      return serveAttach(run, socket);
    case "exec":
      return serveExec(run, socket, first);
    default:
      throw new Error(`A connection cannot begin with "${first.type}".`);
  }
}

const send = (socket: Socket, message: ShimMessage, sent?: () => void) => {
  if (socket.writable) socket.write(encodeMessage(message), () => sent?.());
};

const sendState = (run: SupervisedRun, socket: Socket) =>
  send(socket, { type: "state", startedAtMs: run.record.startedAtMs, logBytes: run.log.bytes() });

function sendEnd(run: SupervisedRun, socket: Socket, end: RunEnd) {
  send(socket, { type: "end", end, logBytes: run.log.bytes() });
  socket.end();
}

function serveControl(run: SupervisedRun, socket: Socket): Role {
  sendState(run, socket);
  return {
    onRunEnd: (end) => sendEnd(run, socket, end),
    onMessage(message) {
      if (message.type === "stop") run.stop(message.graceMs, message.cause);
      if (message.type === "signal") {
        const sent = run.isRunning() && run.main !== undefined && sendSignal(run.main.pid, message.name) === "sent";
        send(socket, { type: "signalled", id: message.id, sent });
      }
      if (message.type === "suspend" || message.type === "resume") void halt(run, socket, message);
    },
  };
}

async function halt(run: SupervisedRun, socket: Socket, { type, id }: { type: "suspend" | "resume"; id: number }) {
  let outcome: HaltOutcome = "failed";
  try {
    const isDone = run.isRunning() && (await run.halting[type]());
    outcome = isDone ? "done" : run.isRunning() ? "failed" : "ended";
  } catch (error) {
    complain(`To ${type} the run failed: ${String(error)}`);
  }
  send(socket, { type: "answered", id, outcome });
}

/** Says how far the log has grown: at most one message is on its way, however fast it grows. */
function serveFollow(run: SupervisedRun, socket: Socket): Role {
  let isSending = false;
  let hasGrown = false;

  function report() {
    hasGrown = isSending;
    if (isSending) return;
    isSending = true;
    send(socket, { type: "log", logBytes: run.log.bytes() }, () => {
      isSending = false;
      if (hasGrown) report();
    });
  }

  sendState(run, socket);
  return { onMessage() {}, onClose: run.log.onGrowth(report), onRunEnd: (end) => sendEnd(run, socket, end) };
}

function serveAttach(run: SupervisedRun, socket: Socket): Role {
  const { main } = run;
  if (main === undefined || !run.isRunning()) {
    send(socket, { type: "refused", message: "The run has ended." });
    return { onMessage() {}, onRunEnd: () => socket.end() };
  }
  send(socket, { type: "started" });
  return { ...forwardInput(main, (message) => send(socket, message)), onRunEnd: () => socket.end() };
}
