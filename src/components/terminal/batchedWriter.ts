import type { FloodGauge } from "./floodGauge.ts";
import { createPlainWatch, foldText } from "./plainText.ts";

/** Feeds a screen in pieces large enough that it does not draw more often than anybody can see. */
export interface BatchedWriter {
  /** Resolves when the output is taken in, or is sure to be in a moment. */
  write(this: void, data: Uint8Array): Promise<void>;
  /** Writes what was gathered. */
  letGo(this: void): void;
  /** Writes nothing more. */
  dispose(this: void): void;
}

export interface BatchedWriterScreen {
  /** Calls back when the data is taken in. */
  write(this: void, data: Uint8Array, onTaken: () => void): void;
  /**
   * Behind how many lines of plain text nothing is left of what the screen has now; undefined while no number is enough.
   * Asked only when all that was written is taken in.
   */
  keptLines(this: void): number | undefined;
  /** A newline alone goes to the first column. */
  readonly endsInNewline: boolean;
}

export interface BatchedWriterEnvironment {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Calls back once whatever has come meanwhile, as messages of a socket have, was handled. */
  readonly afterTasks: (callback: () => void) => void;
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
}

/** How long a screen is given to take one piece in: the page does nothing else meanwhile, and draws after it. */
const PIECE_MS = 30;
/** After so long a silence something else prints, which may cost the screen more. */
const SILENCE_MS = 200;
const PIECE_BYTES = { first: 64 * 1024, least: 16 * 1024, most: 512 * 1024 } as const;
/** A flood is gathered for so long, unless it ebbs or is too large before. */
const GATHER_MS = 100;
const EBB_MS = 5;
const GATHER_BYTES = 2 * 1024 * 1024;
/** What the screen gets of that at most: it is there in a moment. */
const FOLDED_BYTES = 256 * 1024;

interface Waiting {
  readonly data: Uint8Array;
  /** How many lines end in it; undefined when it is not plain text. */
  readonly lines: number | undefined;
  readonly resolve: () => void;
}

/**
 * What comes alone is written at once; what comes while the screen is busy is gathered into pieces of what it takes in in
 * a moment, by how fast it has been. A flood of plain text in short lines is gathered for longer: of all that comes in so
 * many milliseconds the screen has only the last lines in the end, and gets only them.
 */
export function createBatchedWriter(
  screen: BatchedWriterScreen,
  flood: FloodGauge,
  { now, afterTasks, setTimeout, clearTimeout }: BatchedWriterEnvironment = browserTasks,
): BatchedWriter {
  const linesOf = createPlainWatch();
  let waiting: Waiting[] = [];
  let isBusy = false;
  let pieceBytes: number = PIECE_BYTES.first;
  let takenAtMs = now();
  /** All that waits is gathered, since then; the timer ends that. */
  let gathering: { readonly sinceMs: number; bytes: number; lines: number; timer: unknown } | undefined;

  function takePiece(): readonly Waiting[] {
    let bytes = 0;
    const end = waiting.findIndex(({ data }) => (bytes += data.length) > pieceBytes);
    return waiting.splice(0, end === -1 ? waiting.length : Math.max(1, end));
  }

  function next(): void {
    clearTimeout(gathering?.timer);
    gathering = undefined;
    isBusy = waiting.length > 0;
    if (!isBusy) return;
    const startMs = now();
    if (startMs - takenAtMs > SILENCE_MS) pieceBytes = Math.min(pieceBytes, PIECE_BYTES.first);
    fold();
    const piece = takePiece();
    const data = concat(piece);
    screen.write(data, () => {
      takenAtMs = now();
      if (data.length >= PIECE_BYTES.least) adapt(data.length, takenAtMs - startMs);
      for (const { resolve } of piece) resolve();
      afterTasks(next);
    });
  }

  function adapt(bytes: number, ms: number): void {
    const wanted = (bytes / Math.max(1, ms)) * PIECE_MS;
    pieceBytes = Math.min(PIECE_BYTES.most, Math.max(PIECE_BYTES.least, (pieceBytes + wanted) / 2));
  }

  /** Leaves out of the plain text that waits what nobody could scroll back to. */
  function fold(): void {
    const end = waiting.findIndex(({ lines }) => lines === undefined);
    const plain = end === -1 ? waiting : waiting.slice(0, end);
    const keptLines = screen.keptLines();
    const lines = plain.reduce((sum, part) => sum + (part.lines ?? 0), 0);
    if (keptLines === undefined || lines <= keptLines || !isWorthFolding(bytesOf(plain), lines, keptLines)) return;
    const data = foldText(concat(plain), keptLines, screen.endsInNewline);
    const resolve = () => plain.forEach((part) => part.resolve());
    waiting = [{ data, lines: keptLines, resolve }, ...waiting.slice(plain.length)];
  }

  /** Gathers a part that has come while nothing else was taken in. @returns whether that is worth while */
  function gather({ data, lines, resolve }: Waiting): boolean {
    const { sinceMs = now(), bytes = 0, lines: linesBefore = 0, timer } = gathering ?? {};
    clearTimeout(timer);
    const keptLines = screen.keptLines();
    if (!flood.isFlood || keptLines === undefined || lines === undefined) return false;
    gathering = { sinceMs, bytes: bytes + data.length, lines: linesBefore + lines, timer: undefined };
    if (!isWorthFolding(gathering.bytes, gathering.lines, keptLines)) return false;
    if (now() - sinceMs >= GATHER_MS || gathering.bytes >= GATHER_BYTES) return false;
    // Whoever sends it need not wait: the screen gets little of it, however much comes.
    resolve();
    gathering.timer = setTimeout(next, EBB_MS);
    return true;
  }

  return {
    write: (data) =>
      new Promise((resolve) => {
        const part = { data, lines: linesOf(data), resolve };
        waiting.push(part);
        if (!isBusy && !gather(part)) next();
      }),
    letGo() {
      if (gathering) next();
    },
    dispose() {
      clearTimeout(gathering?.timer);
      waiting = [];
    },
  };
}

/** Whether so many lines of that length are taken in within a moment. */
function isWorthFolding(bytes: number, lines: number, keptLines: number): boolean {
  return (bytes / lines) * keptLines <= FOLDED_BYTES;
}

function bytesOf(piece: readonly Waiting[]): number {
  return piece.reduce((sum, { data }) => sum + data.length, 0);
}

function concat(piece: readonly Waiting[]): Uint8Array {
  if (piece.length === 1 && piece[0]) return piece[0].data;
  const all = new Uint8Array(bytesOf(piece));
  let at = 0;
  for (const { data } of piece) {
    all.set(data, at);
    at += data.length;
  }
  return all;
}

/** A message comes sooner than a timer, which browsers hold back when they are many; one channel serves all terminals. */
const callbacks: (() => void)[] = [];
let channel: MessageChannel | undefined;

const browserTasks: BatchedWriterEnvironment = {
  now: () => performance.now(),
  afterTasks(callback) {
    if (!channel) {
      channel = new MessageChannel();
      channel.port1.onmessage = () => callbacks.shift()?.();
    }
    callbacks.push(callback);
    channel.port2.postMessage(undefined);
  },
  setTimeout: (callback, ms) => globalThis.setTimeout(callback, ms),
  clearTimeout: (timer) => globalThis.clearTimeout(timer as ReturnType<typeof globalThis.setTimeout> | undefined),
};
