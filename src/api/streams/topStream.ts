import type { TopFrame } from "../../../contract/topMany.ts";
import { ApiError } from "../errors.ts";
import type { JobsClient, TopMany } from "../jobsClient.ts";
import { backoffMs } from "./backoff.ts";
import { browserEnvironment, type StreamEnvironment } from "./environment.ts";

/** What the user is told about the telemetry of many jobs. */
export type TopState =
  | { readonly status: "connecting" }
  | { readonly status: "live" }
  | { readonly status: "reconnecting"; readonly retryAtMs: number; readonly error: ApiError }
  /** The platform has no such stream: each job is to be asked for by itself. */
  | { readonly status: "missing" }
  /** Trying again by itself would not help. */
  | { readonly status: "refused"; readonly error: ApiError };

/** Follows the samples of many jobs through lost connections. Whoever created it disposes of it. */
export interface TopStream {
  readonly getState: () => TopState;
  /** Whose samples are wanted from now on. */
  readonly pick: (jobIds: readonly string[]) => void;
  /** Tries again at once while it waits. */
  readonly retryNow: () => void;
  readonly dispose: () => void;
}

export interface TopStreamOptions {
  readonly client: JobsClient;
  readonly onFrame: (frame: TopFrame) => void;
  readonly onState: () => void;
  readonly environment?: StreamEnvironment;
}

/** Samples come about once a second; so long without one means that the connection is dead or no job is measured. */
const STALL_MS = 20_000;

export function createTopStream({
  client,
  onFrame,
  onState,
  environment = browserEnvironment,
}: TopStreamOptions): TopStream {
  const disposing = new AbortController();
  let state: TopState = { status: "connecting" };
  let picked: readonly string[] = [];
  let connection: TopMany | undefined;
  let attempt = new AbortController();
  let endPause: (() => void) | undefined;
  let failures = 0;

  function publish(next: TopState): void {
    if (disposing.signal.aborted) return;
    state = next;
    onState();
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = environment.setTimer(() => endPause?.(), delayMs);
      endPause = () => {
        endPause = undefined;
        cancel();
        resolve();
      };
    });
  }

  async function follow(signal: AbortSignal): Promise<void> {
    // A question that is answered costs less than a socket that is refused, and says more when it is not.
    if (failures > 0) await client.capacity({ signal });
    const opened = await client.topMany({ signal });
    connection = opened;
    let stopWatch = () => {};
    const watch = () => {
      stopWatch();
      stopWatch = environment.setTimer(() => (picked.length > 0 ? opened.close() : watch()), STALL_MS);
    };
    try {
      publish({ status: "live" });
      opened.pick(picked);
      watch();
      for await (const frame of opened.frames) {
        failures = 0;
        watch();
        onFrame(frame);
      }
    } finally {
      stopWatch();
      connection = undefined;
      opened.close();
    }
    throw new ApiError("network", "The telemetry ended.");
  }

  async function run(): Promise<void> {
    while (!disposing.signal.aborted) {
      attempt = new AbortController();
      try {
        await follow(AbortSignal.any([attempt.signal, disposing.signal]));
      } catch (error) {
        if (disposing.signal.aborted) return;
        if (attempt.signal.aborted) continue;
        const failure = apiErrorOf(error);
        if (failure.kind === "not-found") return publish({ status: "missing" });
        if (!failure.retryable) return publish({ status: "refused", error: failure });
        const delayMs = backoffMs(failures++, environment.random);
        publish({ status: "reconnecting", retryAtMs: environment.now() + delayMs, error: failure });
        await pause(delayMs);
        publish({ status: "connecting" });
      }
    }
  }

  const stopListening = environment.onWakeUp((wakeUp) => {
    if (endPause) endPause();
    // A network that was away leaves connections behind that stay silent for ever.
    else if (wakeUp === "online") attempt.abort();
  });

  void run();
  return {
    getState: () => state,
    pick(jobIds) {
      picked = jobIds;
      connection?.pick(jobIds);
    },
    retryNow: () => endPause?.(),
    dispose() {
      stopListening();
      disposing.abort();
      endPause?.();
    },
  };
}

function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("protocol", `The telemetry failed: ${String(error)}`, { cause: error });
}
