import { createConnection, type Socket } from "node:net";
import { EngineError, type RunEnd } from "../engine.ts";
import {
  createFrameDecoder,
  encodeMessage,
  FRAME,
  type ClientMessage,
  type FrameType,
  type HaltOutcome,
  type ShimMessage,
  type StopCause,
} from "./shimProtocol.ts";

/** A connection to a supervisor. */
export interface ShimConnection {
  readonly socket: Socket;
  send(message: ClientMessage): void;
  /** Resolves when the connection is gone, whoever closed it. */
  readonly closed: Promise<void>;
  readonly close: () => void;
}

const ANSWER_TIMEOUT_MS = 30_000;

interface Listener {
  onMessage(message: ShimMessage): void;
  onData?(type: FrameType, data: Buffer): void;
}

/**
 * Connects to the supervisor at `socketPath`.
 * @returns undefined when nobody listens there: the supervisor is gone
 * @throws EngineError unavailable when it cannot be told
 */
export async function connectShim(
  socketPath: string,
  first: ClientMessage,
  listener: Listener,
): Promise<ShimConnection | undefined> {
  const socket = await reach(socketPath);
  if (!socket) return undefined;
  const decode = createFrameDecoder((type, payload) => {
    if (type === FRAME.message) listener.onMessage(JSON.parse(payload.toString("utf8")) as ShimMessage);
    else listener.onData?.(type, payload);
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  // A supervisor that was killed is noticed by "close", which follows.
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    try {
      decode(chunk);
    } catch (error) {
      socket.destroy(error as Error);
    }
  });
  socket.write(encodeMessage(first));
  return {
    socket,
    send: (message) => void (socket.writable && socket.write(encodeMessage(message))),
    closed,
    close: () => socket.destroy(),
  };
}

/** An open connection; undefined when nobody listens any more. */
async function reach(socketPath: string): Promise<Socket | undefined> {
  const first = await tryReach(socketPath);
  // A listener that closes resets who stands in line; asked once more, it is gone.
  const outcome = isCode(first, "ECONNRESET") ? await tryReach(socketPath) : first;
  if (isCode(outcome, "ENOENT") || isCode(outcome, "ECONNREFUSED")) return undefined;
  if (outcome instanceof Error) {
    throw new EngineError("unavailable", "The run's supervisor cannot be reached.", { cause: outcome });
  }
  return outcome;
}

const isCode = (outcome: Socket | NodeJS.ErrnoException, code: string) =>
  outcome instanceof Error && outcome.code === code;

function tryReach(socketPath: string): Promise<Socket | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const socket = createConnection(socketPath);
    socket.once("error", resolve);
    socket.once("connect", () => {
      socket.off("error", resolve);
      resolve(socket);
    });
  });
}

/** The engine's standing connection to a running run: signals, stop, and the news that it ended. */
export interface ControlLink {
  readonly startedAtMs: number;
  /** The end where the supervisor knows it already but could not record it yet. */
  readonly knownEnd: () => RunEnd | undefined;
  readonly closed: Promise<void>;
  /**
   * Resolves with the end; with undefined when the connection was lost before.
   * Rejects with the signal's reason when aborted.
   */
  whenEnded(signal?: AbortSignal): Promise<RunEnd | undefined>;
  /** Resolves false when the main process is gone. */
  signal(name: NodeJS.Signals): Promise<boolean>;
  /**
   * Halts all processes of the run, or lets them go on.
   * @throws EngineError unavailable when the supervisor does not answer
   */
  halt(type: "suspend" | "resume"): Promise<HaltOutcome>;
  /** @param cause stands in the end of a run whose main process this has killed */
  stop(graceMs: number, cause?: StopCause): void;
  close(): void;
}

/**
 * @returns undefined when the supervisor is gone
 * @throws EngineError unavailable
 */
export async function openControl(socketPath: string): Promise<ControlLink | undefined> {
  const state = deferred<number | undefined>();
  const end = createOutcome<RunEnd | undefined>();
  const signals = new Map<number, (sent: boolean) => void>();
  const halts = new Map<number, (outcome: HaltOutcome) => void>();
  const connection = await connectShim(
    socketPath,
    { type: "control" },
    {
      onMessage(message) {
        if (message.type === "state") state.resolve(message.startedAtMs);
        if (message.type === "end") end.settle(message.end);
        if (message.type === "signalled") {
          signals.get(message.id)?.(message.sent);
          signals.delete(message.id);
        }
        if (message.type === "answered") halts.get(message.id)?.(message.outcome);
      },
    },
  );
  if (!connection) return undefined;
  void connection.closed.then(() => {
    state.resolve(undefined);
    end.settle(undefined);
    for (const resolve of signals.values()) resolve(false);
    for (const resolve of halts.values()) resolve("ended");
  });
  let isSilent = false;
  const timer = setTimeout(() => {
    isSilent = true;
    connection.close();
  }, ANSWER_TIMEOUT_MS);
  const startedAtMs = await state.promise;
  clearTimeout(timer);
  // It listens, so it is alive: perhaps somebody has stopped it (SIGSTOP). That is not for good.
  if (isSilent) throw silent();
  if (startedAtMs === undefined) return undefined;
  let lastId = 0;
  return {
    startedAtMs,
    knownEnd: end.value,
    closed: connection.closed,
    whenEnded: end.wait,
    async signal(name) {
      if (!connection.socket.writable) return false;
      const id = ++lastId;
      const answer = new Promise<boolean>((resolve) => signals.set(id, resolve));
      connection.send({ type: "signal", id, name });
      return answer;
    },
    async halt(type) {
      if (!connection.socket.writable) return "ended";
      const id = ++lastId;
      const answer = deferred<HaltOutcome>();
      halts.set(id, (outcome) => answer.resolve(outcome));
      // A supervisor of an earlier release does not know what it is asked.
      const silence = setTimeout(() => answer.reject(silent()), ANSWER_TIMEOUT_MS);
      connection.send({ type, id });
      return answer.promise.finally(() => {
        clearTimeout(silence);
        halts.delete(id);
      });
    },
    stop: (graceMs, cause) => connection.send({ type: "stop", graceMs, cause }),
    close: connection.close,
  };
}

const silent = () => new EngineError("unavailable", "The run's supervisor does not answer.");

/** A value to come that many wait for, each free to give up and leave nothing behind, as it could not on a promise. */
function createOutcome<T>() {
  let outcome: { readonly value: T } | undefined;
  const waiters = new Set<(value: T) => void>();

  function wait(signal?: AbortSignal): Promise<T> {
    if (outcome) return Promise.resolve(outcome.value);
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiters.delete(finish);
        reject(signal?.reason as Error);
      };
      const finish = (value: T) => {
        signal?.removeEventListener("abort", giveUp);
        resolve(value);
      };
      if (signal?.aborted) return giveUp();
      waiters.add(finish);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  function settle(value: T) {
    if (outcome) return;
    outcome = { value };
    for (const finish of waiters) finish(value);
    waiters.clear();
  }

  return { wait, settle, value: () => outcome?.value };
}

export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** A promise that is settled from outside. */
export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve: (value) => resolve(value), reject: (error) => reject(error) };
}
