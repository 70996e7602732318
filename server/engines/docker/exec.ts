import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { EngineError, type ExecOptions, type StreamSession, type WindowSize } from "../engine.ts";
import type { Connection } from "./connection.ts";
import { lostConnection, openSession } from "./hijackedSession.ts";
import { inspectContainer, isAlive, notRunning } from "./inspection.ts";
import { EXEC_MARK } from "./labels.ts";

/** How long the engine may take to note that a process whose output has ended has ended too. */
const END_PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 10;
/** What is told of a process that ended with its container. */
const KILLED = 137;

/**
 * Ends every process that carries the mark `$1`, also those that left their session: the engine itself can end none.
 * It needs a shell and `tr` in the image; without them a process that ignores the end of its connection goes on.
 */
const END_MARKED = `
for round in 1 2 3 4 5 6 7 8 9; do
  found=
  for process in /proc/[0-9]*; do
    case "$(tr '\\000' '\\n' <"$process/environ" 2>/dev/null)" in
      *${EXEC_MARK}="$1"*) found=yes; kill -9 "\${process#/proc/}" 2>/dev/null ;;
    esac
  done
  [ "$found" ] || exit 0
done`;

interface ExecInspection {
  readonly Running: boolean;
  readonly ExitCode: number | null;
}

interface Started {
  readonly execId: string;
  readonly session: StreamSession;
}

/**
 * Starts a further process in a container and connects to it.
 * @throws EngineError conflict when the container does not run or is suspended, unavailable
 */
export async function openExec(
  connection: Connection,
  container: string,
  options: ExecOptions,
): Promise<StreamSession> {
  return (await start(connection, container, options)).session;
}

/** Starts a process of ours in a container. @throws EngineError conflict, unavailable */
export async function runHelper(
  connection: Connection,
  container: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<StreamSession> {
  const options = { command, tty: false, stdin: true, stdout: true, stderr: true, signal };
  return (await start(connection, container, options)).session;
}

async function start(connection: Connection, container: string, options: ExecOptions): Promise<Started> {
  const { command, tty, stdin, stdout, stderr, size, signal } = options;
  signal.throwIfAborted();
  const mark = randomUUID();
  const body = {
    ...{ Cmd: command, Tty: tty, AttachStdin: stdin, AttachStdout: stdout, AttachStderr: stderr },
    Env: [`${EXEC_MARK}=${mark}`, ...(tty ? ["TERM=xterm-256color"] : [])],
  };
  const execId = await create(connection, container, body);
  const socket = await connection.hijack(`/exec/${execId}/start`, {
    // Docker reads the one, Podman the others.
    body: {
      Detach: false,
      Tty: tty,
      ...(size && { ConsoleSize: [size.height, size.width], h: size.height, w: size.width }),
    },
  });
  const session = openSession(socket, {
    ...{ tty, stdin, signal },
    exitCode: () => exitCodeOf(connection, container, execId),
    resize: ({ width, height }: WindowSize) => resizeExec(connection, execId, { width, height }),
    onAbandon: () => endMarked(connection, container, mark),
  });
  return { execId, session };
}

async function create(connection: Connection, container: string, body: object): Promise<string> {
  try {
    return (await connection.call<{ Id: string }>("POST", `/containers/${container}/exec`, { body })).Id;
  } catch (error) {
    // Engines disagree about the status of this refusal.
    if (!(error instanceof EngineError) || error.kind === "not_found") throw error;
    const inspection = await inspectContainer(connection, container);
    if (inspection && !isAlive(inspection.State.Status)) throw notRunning();
    if (inspection?.State.Status === "paused") throw new EngineError("conflict", "The run is suspended.");
    throw error;
  }
}

async function resizeExec(connection: Connection, execId: string, { width, height }: WindowSize): Promise<void> {
  try {
    await connection.call("POST", `/exec/${execId}/resize`, { query: { w: width, h: height } });
  } catch (error) {
    // A process that has just ended has no window any more.
    if (!(error instanceof EngineError) || error.kind === "unavailable") throw error;
  }
}

async function exitCodeOf(connection: Connection, container: string, execId: string): Promise<number> {
  const deadlineMs = performance.now() + END_PATIENCE_MS;
  for (;;) {
    const state = await inspectExec(connection, execId);
    if (state && !state.Running && state.ExitCode !== null && state.ExitCode >= 0) return state.ExitCode;
    const inspection = await inspectContainer(connection, container);
    if (!inspection || !isAlive(inspection.State.Status)) return KILLED;
    if (performance.now() > deadlineMs) throw lostConnection();
    await delay(LOOK_EVERY_MS);
  }
}

async function inspectExec(connection: Connection, execId: string): Promise<ExecInspection | undefined> {
  try {
    return await connection.call<ExecInspection>("GET", `/exec/${execId}/json`);
  } catch (error) {
    if (error instanceof EngineError && error.kind === "not_found") return undefined;
    throw error;
  }
}

async function endMarked(connection: Connection, container: string, mark: string): Promise<void> {
  const body = { Cmd: ["sh", "-c", END_MARKED, "sh", mark], AttachStdout: true, AttachStderr: true };
  try {
    const { Id } = await connection.call<{ Id: string }>("POST", `/containers/${container}/exec`, { body });
    const socket = await connection.hijack(`/exec/${Id}/start`, { body: { Detach: false, Tty: false } });
    for await (const _ of socket) void _;
  } catch (error) {
    // Where the container has ended there is nothing to end.
    if (!(error instanceof EngineError)) throw error;
  }
}
