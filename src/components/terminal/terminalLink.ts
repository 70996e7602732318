import { createStore } from "zustand/vanilla";
import type { WindowSize } from "../../../contract/frames.ts";
import { ApiError } from "../../api/errors.ts";
import type { JobsClient, KeptShell, ShellStream, StreamEnd } from "../../api/jobsClient.ts";
import { backoffMs } from "../../api/streams/backoff.ts";
import { browserEnvironment, type StreamEnvironment } from "../../api/streams/environment.ts";
import { randomId } from "../../lib/randomId.ts";
import type { TerminalTarget } from "../../lib/terminalTarget.ts";
import { createInputMemory } from "./inputMemory.ts";
import { createOutputPump } from "./outputPump.ts";
import { watchPulse } from "./pulse.ts";

/** What becomes of a terminal's connection. */
export type LinkState =
  | { readonly status: "connecting" }
  | { readonly status: "live" }
  | { readonly status: "reconnecting"; readonly retryAtMs: number; readonly error: ApiError }
  | { readonly status: "ended"; readonly end: StreamEnd }
  /** It was live and is gone for good, or open elsewhere (`conflict`). */
  | { readonly status: "lost"; readonly error: ApiError }
  /** It never came to be. */
  | { readonly status: "refused"; readonly error: ApiError };

/** Which shell it is, for the server and for a page that is loaded again. */
export interface ShellPlace {
  readonly sessionId: string;
  /** Which of the target's commands it runs. */
  readonly commandIndex: number;
}

/** A terminal's connection. Whoever created it disposes it. */
export interface TerminalLink {
  getState(this: void): LinkState;
  subscribe(this: void, listener: () => void): () => void;
  readonly place: ShellPlace;
  /** Sends input as it is. What is typed into a shell while its connection is away is sent when it is back. */
  send(data: Uint8Array): void;
  resize(size: WindowSize): void;
  /** Tries again at once what would be tried again later, or was taken by another window. */
  retryNow(this: void): void;
  /** Ends the shell for good; what is attached goes on. */
  hangUp(): void;
  /** Leaves: where the platform keeps shells, this one waits. */
  dispose(): void;
}

export interface TerminalLinkOptions {
  readonly client: JobsClient;
  readonly jobId: string;
  readonly target: TerminalTarget;
  readonly place: ShellPlace;
  /** Whether the shell must be there already: a page before has opened it. */
  readonly isThere: boolean;
  /** Asked when the connection is made. */
  readonly size: () => WindowSize;
  /** Shows output; resolves when it is taken in. */
  readonly write: (data: Uint8Array | string) => Promise<void>;
  /** Told that what is written next was printed before, and that all of it was taken in. */
  readonly onReplay?: (isReplaying: boolean) => void;
  /** Told when a command was missing and the next one is tried. */
  readonly onPlace?: (place: ShellPlace) => void;
  readonly environment?: StreamEnvironment;
}

/** How much is taken in before the server is told so: often enough that it never waits for news. */
const TELL_BYTES = 16 * 1024;
/** What shells and supervisors answer for a program that is not there or cannot be executed. */
const MISSING: ReadonlySet<number> = new Set([126, 127]);

/**
 * Connects at once. An attached terminal connects again by itself as long as its job runs, and so does a shell that the
 * platform keeps, going on where it was, byte by byte; any other shell that was lost is gone.
 */
export function createTerminalLink(options: TerminalLinkOptions): TerminalLink {
  const { client, jobId, target } = options;
  const environment = options.environment ?? browserEnvironment;
  const { now, random, setTimer, onWakeUp } = environment;
  const store = createStore<LinkState>(() => ({ status: "connecting" }));
  const pump = createOutputPump(options.write);
  const input = createInputMemory();
  let place = options.place;
  let isThere = options.isThere;
  let isKept = false;
  /** In bytes of output since the shell's start; undefined while this page has none of it. */
  let receivedOffset: number | undefined;
  let hasTyped = false;
  let failures = 0;
  let abort = new AbortController();
  let stream: ShellStream | undefined;
  let cancelTimer = () => {};
  let isDisposed = false;

  function show(state: LinkState): void {
    if (!isDisposed) store.setState(state, true);
  }

  async function connect(): Promise<void> {
    const mine = new AbortController();
    abort = mine;
    let wasLive = false;
    let opened: ShellStream | undefined;
    try {
      opened = await open(mine.signal);
      // Whoever was disposed of while the socket opened leaves what he came for.
      if (mine.signal.aborted) return;
      stream = opened;
      wasLive = true;
      failures = 0;
      greet(opened);
      await readAll(opened, mine.signal);
      const end = await opened.end;
      if (end && !mine.signal.aborted) finish(end);
    } catch (error) {
      if (!mine.signal.aborted) fail(asApiError(error), wasLive);
    } finally {
      opened?.close();
      if (stream === opened) stream = undefined;
    }
  }

  async function open(signal: AbortSignal): Promise<ShellStream> {
    if (target.kind === "attach") {
      const streams = { tty: target.tty, stdin: true, stdout: true, stderr: !target.tty, signal };
      return { ...(await client.attach(jobId, streams)), kept: undefined };
    }
    const command = target.commands[place.commandIndex] ?? "";
    const known = { sessionId: place.sessionId, resume: isThere, offset: receivedOffset };
    const shell = await client.shell(jobId, { command, ...known, size: options.size(), signal });
    isKept = shell.kept !== undefined;
    if (isKept || !isThere || target.returns) return shell;
    shell.close();
    throw new ApiError("not-found", "The shell is gone: this platform ends shells with their connection.");
  }

  /** Says what the other side must know before anything else. */
  function greet(opened: ShellStream): void {
    const { kept } = opened;
    if (kept) {
      const { offset, inputBytes, replayUntil } = kept.news;
      if (receivedOffset === undefined) {
        input.reset(inputBytes);
        if (kept.news.state === "resumed") options.onReplay?.(replayUntil > offset);
      } else for (const typed of input.since(inputBytes)) opened.write(typed);
      receivedOffset = offset;
      isThere = true;
    }
    show({ status: "live" });
    opened.resize(options.size());
  }

  async function readAll({ output, kept }: ShellStream, signal: AbortSignal): Promise<void> {
    const stopWatching = kept ? watchPulse(kept, environment, () => drop("The server no longer answers.")) : () => {};
    const taken = kept && takenTeller(kept);
    try {
      for await (const { data } of output) {
        if (signal.aborted) return;
        receivedOffset = (receivedOffset ?? 0) + data.length;
        if (taken) taken(data, receivedOffset);
        else pump.push(data);
      }
    } finally {
      stopWatching();
    }
  }

  /** Writes output and tells the server of it when it was taken in. */
  function takenTeller(kept: KeptShell): (data: Uint8Array, upTo: number) => void {
    const { offset, replayUntil, state } = kept.news;
    let toldOffset = offset;
    let takenOffset = offset;
    let isReplaying = state === "resumed" && replayUntil > offset;
    const tell = () => {
      if (takenOffset - toldOffset < TELL_BYTES) return;
      toldOffset = takenOffset;
      kept.taken(takenOffset);
    };
    return (data, upTo) => {
      void options.write(data).then(() => {
        if (isReplaying && upTo >= replayUntil) {
          isReplaying = false;
          options.onReplay?.(false);
        }
        takenOffset = upTo;
        // What was taken in together is told of together: the last of it is told in the same turn.
        queueMicrotask(tell);
      });
    };
  }

  /** Gives a connection up that looks alive and is not. */
  function drop(reason: string): void {
    const dropped = stream;
    abort.abort();
    dropped?.close();
    stream = undefined;
    fail(new ApiError("network", reason), true);
  }

  function finish(end: StreamEnd): void {
    const isLast = target.kind === "attach" || place.commandIndex + 1 >= target.commands.length;
    // A shell in which somebody worked tells by the same code that its last command was not there.
    if (isLast || hasTyped || !MISSING.has(end.exitCode)) return show({ status: "ended", end });
    place = { sessionId: randomId(), commandIndex: place.commandIndex + 1 };
    isThere = false;
    receivedOffset = undefined;
    options.onPlace?.(place);
    reconnect();
  }

  function fail(error: ApiError, wasLive: boolean): void {
    if (!comesBack(error, wasLive)) return show({ status: wasLive || isThere ? "lost" : "refused", error });
    const delayMs = backoffMs(failures++, random);
    show({ status: "reconnecting", retryAtMs: now() + delayMs, error });
    cancelTimer = setTimer(reconnect, delayMs);
  }

  function comesBack({ kind, retryable }: ApiError, wasLive: boolean): boolean {
    if (!retryable) return false;
    if (target.kind === "attach" || target.returns) return true;
    // The server is not there at all, so that it has refused nothing; or it knows this shell and has its own troubles.
    return wasLive ? isKept : isThere || kind === "network";
  }

  function reconnect(): void {
    cancelTimer();
    show({ status: "connecting" });
    void connect();
  }

  function retryNow(): void {
    const state = store.getState();
    if (state.status === "reconnecting" || (state.status === "lost" && state.error.kind === "conflict")) reconnect();
  }

  function tell(say: (connected: ShellStream) => void): void {
    if (!stream || store.getState().status !== "live") return;
    try {
      say(stream);
    } catch (error) {
      // A socket that has just closed is told of by the stream's end, with the reason.
      if (!(error instanceof ApiError && error.kind === "network")) throw error;
    }
  }

  const unsubscribe = onWakeUp(() => {
    if (store.getState().status === "reconnecting") reconnect();
  });
  void connect();
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    get place() {
      return place;
    },
    send(data) {
      hasTyped = true;
      if (isKept) input.add(data);
      tell((connected) => connected.write(data));
    },
    resize: (size) => tell((connected) => connected.resize(size)),
    retryNow,
    hangUp: () => tell((connected) => connected.kept?.hangUp()),
    dispose() {
      isDisposed = true;
      abort.abort();
      cancelTimer();
      unsubscribe();
      stream?.close();
    },
  };
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError("protocol", `The terminal failed: ${message}`, { cause: error });
}
