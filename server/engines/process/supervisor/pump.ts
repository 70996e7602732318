import type { Readable } from "node:stream";
import { setImmediate as polled, setTimeout as delay } from "node:timers/promises";

/** Moves what a stream gives to a sink, one chunk at a time. */
export interface Pump {
  /** Resolves when the stream ended or was closed; rejects with the sink's error. */
  readonly done: Promise<void>;
  /** How long the stream has given nothing, although the sink would have taken it; milliseconds. */
  idleMs(): number;
  /** Closes the stream. */
  stop(): void;
}

/** Starts moving; a chunk is only read when the sink has taken the one before. */
export function startPump(source: Readable, sink: (chunk: Buffer) => Promise<void>): Pump {
  let waitingSinceMs: number | undefined = performance.now();

  async function move(): Promise<void> {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      waitingSinceMs = undefined;
      await sink(chunk);
      waitingSinceMs = performance.now();
    }
  }

  const done = move().catch((error: NodeJS.ErrnoException) => {
    // That is what closing a stream is to who reads it.
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  });
  // Who waits for the pump may come later than its failure.
  done.catch(() => undefined);

  return {
    done,
    idleMs: () => (waitingSinceMs === undefined ? 0 : performance.now() - waitingSinceMs),
    stop: () => void source.destroy(),
  };
}

/**
 * Resolves when all pumps are done. A process that nobody can find may hold a stream open for ever, so streams that give
 * nothing for `idleMs` are closed; to be called after the processes have ended.
 */
export async function drainPumps(pumps: readonly Pump[], idleMs: number): Promise<void> {
  const done = Promise.all(pumps.map((pump) => pump.done)).then(() => true);
  for (let finished = false; !finished;) {
    const timer = new AbortController();
    const pause = delay(idleMs, false, { signal: timer.signal });
    // Aborting the pause below rejects it after the race is over.
    pause.catch(() => undefined);
    finished = await Promise.race([done, pause]).finally(() => timer.abort());
    // A supervisor that had no turn for long hears of the time before it hears of what has come meanwhile.
    if (!finished) await polled();
    for (const pump of pumps) if (pump.idleMs() >= idleMs) pump.stop();
  }
}
