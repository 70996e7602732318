import { EngineError } from "../engines/engine.ts";
import { until, type Clock } from "./clock.ts";

/** How soon an engine that did not answer is asked again. */
export const RETRY_MS = 1_000;

/**
 * Asks an engine until it answers. Rejects with the signal's reason when aborted before, and with what the engine says
 * when that is anything but that it is not there.
 * @param onAway told the first time that it does not answer
 */
export async function whenThere<T>(
  ask: () => Promise<T>,
  { clock, signal, onAway }: { clock: Clock; signal: AbortSignal; onAway?: (error: EngineError) => void },
): Promise<T> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!isAway(error)) throw error;
      if (isFirst) onAway?.(error);
    }
    await until(clock, clock.now() + RETRY_MS, signal);
  }
}

/** Whether an error says that the engine does not answer, not that it refuses. */
export function isAway(error: unknown): error is EngineError {
  return error instanceof EngineError && error.kind === "unavailable";
}
