/** Feeds a screen in pieces large enough that it does not draw more often than anybody can see. */
export interface BatchedWriter {
  /** Resolves when the output is taken in. */
  write(this: void, data: Uint8Array): Promise<void>;
  /** Writes nothing more. */
  dispose(): void;
}

export interface BatchedWriterEnvironment {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Calls back once whatever has come meanwhile, as messages of a socket have, was handled. */
  readonly afterTasks: (callback: () => void) => void;
}

/** How long a screen is given to take one piece in: the page does nothing else meanwhile, and draws after it. */
const PIECE_MS = 30;
/** After so long a silence something else prints, which may cost the screen more. */
const SILENCE_MS = 200;
const PIECE_BYTES = { first: 64 * 1024, least: 16 * 1024, most: 512 * 1024 } as const;

interface Waiting {
  readonly data: Uint8Array;
  readonly resolve: () => void;
}

/**
 * What comes alone is written at once; what comes while the screen is busy is gathered into pieces of what it takes in in
 * a moment, by how fast it has been.
 * @param write calls back when the data is taken in
 */
export function createBatchedWriter(
  write: (data: Uint8Array, onTaken: () => void) => void,
  { now, afterTasks }: BatchedWriterEnvironment = browserTasks,
): BatchedWriter {
  const waiting: Waiting[] = [];
  let isBusy = false;
  let pieceBytes: number = PIECE_BYTES.first;
  let takenAtMs = now();

  function takePiece(): readonly Waiting[] {
    let bytes = 0;
    const end = waiting.findIndex(({ data }) => (bytes += data.length) > pieceBytes);
    return waiting.splice(0, end === -1 ? waiting.length : Math.max(1, end));
  }

  function next(): void {
    isBusy = waiting.length > 0;
    if (!isBusy) return;
    const startMs = now();
    if (startMs - takenAtMs > SILENCE_MS) pieceBytes = Math.min(pieceBytes, PIECE_BYTES.first);
    const piece = takePiece();
    const data = concat(piece);
    write(data, () => {
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

  return {
    write: (data) =>
      new Promise((resolve) => {
        waiting.push({ data, resolve });
        if (!isBusy) next();
      }),
    dispose: () => void (waiting.length = 0),
  };
}

function concat(piece: readonly Waiting[]): Uint8Array {
  if (piece.length === 1 && piece[0]) return piece[0].data;
  const all = new Uint8Array(piece.reduce((sum, { data }) => sum + data.length, 0));
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
};
