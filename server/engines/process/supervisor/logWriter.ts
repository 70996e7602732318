import { openSync, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { complain } from "./complain.ts";
import { createCriEncoder, type StreamName } from "../../log/criLog.ts";

const RETRY_MS = 1000;

export interface LogWriter {
  /** Resolves once the chunk is in the file. Calls are served in turn. */
  append(stream: StreamName, chunk: Uint8Array): Promise<void>;
  /** How much of the file is whole records. */
  bytes(): number;
  /** Calls back after the file has grown; answers how to stop that. */
  onGrowth(listener: () => void): () => void;
  /** From now on output that cannot be written is dropped. */
  readonly giveUp: () => void;
}

/**
 * Creates a run's log. Writing is synchronous: it goes to the page cache, so it is faster than a hop to a thread, and
 * while the disk cannot follow the program cannot either, which is the back-pressure that keeps memory flat.
 * While the disk is full the program is held up rather than its output lost.
 */
export function createLogWriter(path: string): LogWriter {
  const file = openSync(path, "ax", 0o600);
  const encoder = createCriEncoder();
  const listeners = new Set<() => void>();
  const impatience = new AbortController();
  let bytes = 0;
  let turn: Promise<void> = Promise.resolve();

  async function write(stream: StreamName, chunk: Uint8Array): Promise<void> {
    for (let offset = 0; offset < chunk.length;) {
      const { records, next } = encoder.encode(stream, chunk, offset, Date.now());
      if (!(await writeAll(file, records, impatience.signal))) return;
      bytes += records.length;
      offset = next;
    }
    for (const listener of listeners) listener();
  }

  return {
    append: (stream, chunk) => (turn = turn.then(() => write(stream, chunk))),
    bytes: () => bytes,
    onGrowth(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    giveUp: () => impatience.abort(),
  };
}

/** Resolves true once all is written, or false when it is given up. */
async function writeAll(file: number, bytes: Uint8Array, impatience: AbortSignal): Promise<boolean> {
  let isHeldUp = false;
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      if (!isHeldUp) complain(`The log cannot be written, trying again every second: ${String(error)}`);
      isHeldUp = true;
      if (impatience.aborted) return false;
      // Given up in the meantime, it ends early: one last try, then.
      await delay(RETRY_MS, undefined, { signal: impatience }).catch(() => undefined);
    }
  }
  return true;
}
