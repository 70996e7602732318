import type { Duplex } from "node:stream";
import { EngineError, type StreamSession } from "../engine.ts";
import type { Connection } from "./connection.ts";
import { runHelper } from "./exec.ts";
import { firstOf } from "./firstOf.ts";

/** The way to a run's own standard input. */
export interface RunInput {
  write(data: Uint8Array): Promise<void>;
  end(): Promise<void>;
  /** Leaves; the run's input stays open. */
  close(): Promise<void>;
}

const CTRL_D = Buffer.of(0x04);
/** Writes to the pipe that the first process of the container reads. */
const RELAY = ["sh", "-c", "exec cat >/proc/1/fd/0"];
/** What a program that cannot be run ends with. */
const CANNOT_RUN: ReadonlySet<number> = new Set([126, 127]);

/** Attaches to a container's input and, because engines want that, to its output. Whoever asked destroys it. */
export function attachRaw(connection: Connection, container: string, logs = false): Promise<Duplex> {
  const query = { stream: 1, stdin: 1, stdout: 1, stderr: 1, logs: logs ? 1 : 0 };
  return connection.hijack(`/containers/${container}/attach`, { query });
}

/** A terminal stays open whoever leaves, so one may attach and go. */
export async function openTerminalInput(connection: Connection, container: string): Promise<RunInput> {
  const socket = await attachRaw(connection, container);
  // The output is read from the log; what comes here must not hold it up.
  socket.resume();
  const write = async (data: Uint8Array) => {
    if (!socket.writable) throw noMoreInput();
    if (!socket.write(data)) await firstOf(socket, ["drain", "close"]);
  };
  return {
    write,
    end: () => write(CTRL_D),
    close: () => Promise.resolve(void socket.destroy()),
  };
}

/**
 * The pipe of a run without a terminal. Whoever attaches to it and leaves ends it, so it is written to from inside; only
 * to end it one attaches. In an image without a shell one attaches to write too, and leaving ends the input.
 */
export function openPipeInput(connection: Connection, container: string, signal: AbortSignal): RunInput {
  let relay: Promise<StreamSession> | undefined;
  let attached: Promise<Duplex> | undefined;
  let isEnded = false;

  async function startRelay(): Promise<StreamSession> {
    const session = await runHelper(connection, container, RELAY, signal);
    void session.exitCode.then(
      (exitCode) => {
        if (!CANNOT_RUN.has(exitCode)) return;
        attached ??= attachDrained();
        // Who writes next is told.
        attached.catch(() => undefined);
      },
      () => undefined,
    );
    return session;
  }

  async function attachDrained(): Promise<Duplex> {
    const socket = await attachRaw(connection, container);
    socket.resume();
    return socket;
  }

  return {
    async write(data) {
      if (isEnded) throw noMoreInput();
      if (attached) {
        const socket = await attached;
        if (!socket.writable) throw noMoreInput();
        if (!socket.write(data)) await firstOf(socket, ["drain", "close"]);
        return;
      }
      relay ??= startRelay();
      await (await relay).write(data);
    },
    async end() {
      if (isEnded) return;
      isEnded = true;
      if (relay) {
        const session = await relay;
        await session.endInput();
        await session.exitCode;
      }
      attached ??= attachDrained();
      (await attached).end();
    },
    async close() {
      if (relay) await relay.then(async (session) => session.endInput()).catch(() => undefined);
      if (attached) (await attached).destroy();
    },
  };
}

const noMoreInput = () => new EngineError("conflict", "The process takes no more input.");
