import { createStore } from "zustand/vanilla";
import type { WindowSize } from "../../../contract/frames.ts";
import { ApiError } from "../../api/errors.ts";
import type { JobsClient, StdStream, StreamEnd } from "../../api/jobsClient.ts";
import { backoffMs } from "../../api/streams/backoff.ts";
import { browserEnvironment, type StreamEnvironment } from "../../api/streams/environment.ts";

/** What a terminal is connected to: a process of its own, or the job's. */
export type TerminalTarget =
  | {
      readonly kind: "exec";
      /** One shell-quoted line. */
      readonly command: string;
    }
  | {
      readonly kind: "attach";
      /** Whether the job has a terminal of its own. */
      readonly tty: boolean;
    };

/** What becomes of a terminal's connection. */
export type LinkState =
  | { readonly status: "connecting" }
  | { readonly status: "live" }
  | { readonly status: "reconnecting"; readonly retryAtMs: number; readonly error: ApiError }
  | { readonly status: "ended"; readonly end: StreamEnd }
  /** It was live and is gone for good. */
  | { readonly status: "lost"; readonly error: ApiError }
  /** It never came to be. */
  | { readonly status: "refused"; readonly error: ApiError };

/** A terminal's connection. Whoever created it disposes it. */
export interface TerminalLink {
  getState(): LinkState;
  subscribe(listener: () => void): () => void;
  /** Sends input as it is; what is typed while nothing is connected is dropped. */
  send(data: Uint8Array): void;
  resize(size: WindowSize): void;
  /** Tries again at once what would be tried again later. */
  retryNow(): void;
  dispose(): void;
}

export interface TerminalLinkOptions {
  readonly client: JobsClient;
  readonly jobId: string;
  readonly target: TerminalTarget;
  /** Asked when the connection is made. */
  readonly size: () => WindowSize;
  readonly onOutput: (data: Uint8Array) => void;
  readonly environment?: StreamEnvironment;
}

/**
 * Connects at once. An attached terminal connects again by itself as long as its job runs; a shell that was lost is
 * gone, for its process ended with its connection.
 */
export function createTerminalLink(options: TerminalLinkOptions): TerminalLink {
  const { client, jobId, target } = options;
  const { now, random, setTimer, onWakeUp } = options.environment ?? browserEnvironment;
  const store = createStore<LinkState>(() => ({ status: "connecting" }));
  const abort = new AbortController();
  let stream: StdStream | undefined;
  let failures = 0;
  let cancelTimer = () => {};

  function show(state: LinkState): void {
    if (!abort.signal.aborted) store.setState(state, true);
  }

  async function connect(): Promise<void> {
    let wasLive = false;
    try {
      stream = await open(client, jobId, target, abort.signal);
      wasLive = true;
      failures = 0;
      show({ status: "live" });
      stream.resize(options.size());
      for await (const { data } of stream.output) options.onOutput(data);
      const end = await stream.end;
      if (end) show({ status: "ended", end });
    } catch (error) {
      if (!abort.signal.aborted) fail(asApiError(error), wasLive);
    } finally {
      stream?.close();
      stream = undefined;
    }
  }

  function fail(error: ApiError, wasLive: boolean): void {
    if (target.kind === "exec" || !error.retryable) show({ status: wasLive ? "lost" : "refused", error });
    else {
      const delayMs = backoffMs(failures++, random);
      show({ status: "reconnecting", retryAtMs: now() + delayMs, error });
      cancelTimer = setTimer(reconnect, delayMs);
    }
  }

  function reconnect(): void {
    cancelTimer();
    show({ status: "connecting" });
    void connect();
  }

  function retryNow(): void {
    if (store.getState().status === "reconnecting") reconnect();
  }

  function tell(say: (connected: StdStream) => void): void {
    if (!stream || store.getState().status !== "live") return;
    try {
      say(stream);
    } catch (error) {
      // A socket that has just closed is told of by the stream's end, with the reason.
      if (!(error instanceof ApiError && error.kind === "network")) throw error;
    }
  }

  const unsubscribe = onWakeUp(retryNow);
  void connect();
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    send: (data) => tell((connected) => connected.write(data)),
    resize: (size) => tell((connected) => connected.resize(size)),
    retryNow,
    dispose() {
      abort.abort();
      cancelTimer();
      unsubscribe();
      stream?.close();
    },
  };
}

function open(client: JobsClient, jobId: string, target: TerminalTarget, signal: AbortSignal): Promise<StdStream> {
  if (target.kind === "exec") {
    return client.exec(jobId, { command: target.command, tty: true, stdin: true, stdout: true, signal });
  }
  return client.attach(jobId, { tty: target.tty, stdin: true, stdout: true, stderr: !target.tty, signal });
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError("protocol", `The terminal failed: ${message}`, { cause: error });
}
