import type { Job } from "../../../contract/job.ts";
import { isFinished, isRunning } from "../../../contract/status.ts";
import { ApiError } from "../errors.ts";
import { whyNotRunning } from "../notRunning.ts";
import { backoffMs } from "./backoff.ts";
import type { StreamEnvironment } from "./environment.ts";

/** What the user is told about a stream. */
export type LiveState =
  | { readonly status: "connecting" }
  /** The job does not run yet; it is asked again every second or so. */
  | { readonly status: "waiting"; readonly message: string }
  | { readonly status: "live" }
  | { readonly status: "reconnecting"; readonly retryAtMs: number; readonly error: ApiError }
  /** The job has finished and everything was read. */
  | { readonly status: "ended"; readonly job: Job }
  /** Trying again by itself would not help. */
  | { readonly status: "refused"; readonly error: ApiError };

/** A stream that lives on through lost connections. It starts at once; whoever created it disposes of it. */
export interface LiveStream {
  /** The state as it is now; the same object until it changes, as `useSyncExternalStore` wants it. */
  readonly getState: () => LiveState;
  /** Tells of every change of the state. @returns what unsubscribes */
  readonly subscribe: (listener: () => void) => () => void;
  /** Tries again at once while it waits, reconnects or was refused; does nothing otherwise. */
  readonly retryNow: () => void;
  /** Closes the connection and stops for good. Safe to call twice. */
  readonly dispose: () => void;
}

/** What a live stream follows. */
export interface LiveSource {
  readonly status: (signal: AbortSignal) => Promise<Job>;
  /** Reads until the server says that all was sent; tells `onLive` once the connection stands. Throws ApiError. */
  readonly follow: (signal: AbortSignal, onLive: () => void) => Promise<void>;
  /** Whether there is something to read only while the job runs. */
  readonly needsRunning: boolean;
  /** Told before the stream is said to have ended. */
  readonly onEnded?: () => void;
}

/** What to do after an attempt. */
type Outcome =
  | Extract<LiveState, { status: "waiting" | "ended" | "refused" }>
  | { readonly status: "failed"; readonly error: ApiError }
  /** Ask what became of the job, and go on from there. */
  | { readonly status: "again" };

const WAITING_POLL_MS = 1_000;
/** A connection that stood this long was no failure: the next loss starts the backoff from its beginning. */
const STABLE_MS = 10_000;

export function createLiveStream(source: LiveSource, environment: StreamEnvironment): LiveStream {
  const listeners = new Set<() => void>();
  let state: LiveState = { status: "connecting" };
  let isDisposed = false;
  let attempt: AbortController | undefined;
  let endPause: (() => void) | undefined;

  function publish(next: LiveState): void {
    if (isDisposed) return;
    state = next;
    for (const listener of listeners) listener();
  }

  /** Waits for the time, for ever without one, or until something ends the pause. */
  function pause(delayMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const cancel = delayMs === undefined ? undefined : environment.setTimer(() => endPause?.(), delayMs);
      endPause = () => {
        endPause = undefined;
        cancel?.();
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    let failures = 0;
    for (let isFirst = true; !isDisposed; isFirst = false) {
      if (state.status !== "connecting" && state.status !== "waiting") publish({ status: "connecting" });
      attempt = new AbortController();
      let liveSinceMs: number | undefined;
      const onLive = () => {
        liveSinceMs ??= environment.now();
        if (state.status !== "live") publish({ status: "live" });
      };
      const outcome = await tryOnce(source, attempt.signal, isFirst, onLive);
      attempt = undefined;
      if (isDisposed) return;
      if (liveSinceMs !== undefined && environment.now() - liveSinceMs >= STABLE_MS) failures = 0;
      switch (outcome.status) {
        case "again":
          break;
        case "waiting":
          publish(outcome);
          await pause(WAITING_POLL_MS);
          break;
        case "failed": {
          const delayMs = backoffMs(failures++, environment.random);
          publish({ status: "reconnecting", retryAtMs: environment.now() + delayMs, error: outcome.error });
          await pause(delayMs);
          break;
        }
        case "refused":
          publish(outcome);
          await pause(undefined);
          break;
        case "ended":
          source.onEnded?.();
          publish(outcome);
          stop();
          return;
      }
    }
  }

  const stopListening = environment.onWakeUp((wakeUp) => {
    if (state.status === "reconnecting" || state.status === "waiting") endPause?.();
    // A network that was away leaves connections behind that stay silent for ever.
    else if (wakeUp === "online") attempt?.abort();
  });

  function stop(): void {
    isDisposed = true;
    stopListening();
  }

  void run();
  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retryNow: () => endPause?.(),
    dispose() {
      stop();
      attempt?.abort();
      endPause?.();
      listeners.clear();
    },
  };
}

async function tryOnce(
  source: LiveSource,
  signal: AbortSignal,
  isFirst: boolean,
  onLive: () => void,
): Promise<Outcome> {
  try {
    if (!isFirst || source.needsRunning) {
      const job = await source.status(signal);
      if (isFinished(job.status) && source.needsRunning) return { status: "ended", job };
      const why = isFinished(job.status) ? undefined : whyNotRunning(job);
      if (why !== undefined) return { status: "waiting", message: why };
    }
    await source.follow(signal, onLive);
    return afterEnd(await source.status(signal));
  } catch (error) {
    if (signal.aborted) return { status: "again" };
    return afterFailure(error);
  }
}

function afterEnd(job: Job): Outcome {
  if (isFinished(job.status)) return { status: "ended", job };
  if (!isRunning(job.status)) return { status: "again" };
  return { status: "failed", error: new ApiError("network", "The stream ended although the job still runs.") };
}

function afterFailure(error: unknown): Outcome {
  if (!(error instanceof ApiError)) {
    return {
      status: "refused",
      error: new ApiError("protocol", `The stream failed: ${String(error)}`, { cause: error }),
    };
  }
  if (error.kind === "not-running") return { status: "again" };
  return { status: error.retryable ? "failed" : "refused", error };
}
