import type { ChunkStore, LogChunk } from "./chunkStore.ts";
import type { LinePass } from "./linePass.ts";

/** Where a shown line is. */
export interface RowPlace {
  readonly source: number;
  readonly number: number;
}

/** The lines that are shown, in their order. Indices stay what they are while lines come and are released. */
export interface RowOrder {
  readonly start: number;
  readonly end: number;
  at(index: number): RowPlace | undefined;
  /** The index of a line, or of the first one behind it that is shown. */
  indexOf(place: RowPlace): number;
  /**
   * Takes what is new. Only then do `start` and `end` change.
   * @returns in how many milliseconds it is worth while to take the rest; undefined where nothing is left
   */
  refresh(): number | undefined;
}

export interface OrderedSource {
  readonly store: ChunkStore;
  readonly pass: LinePass;
}

/** The order of one log: its own. */
export function createSingleOrder({ store, pass }: OrderedSource): RowOrder {
  const { shown } = pass;
  let [start, end] = [0, 0];
  const order: RowOrder = {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    at(index) {
      if (index < start || index >= end) return undefined;
      return { source: 0, number: shown ? (shown.at(index) ?? 0) : index };
    },
    indexOf: ({ number }) => Math.min(Math.max(shown ? shown.lowerBound(number) : number, start), end),
    refresh() {
      shown?.dropBelow(store.firstNumber);
      start = shown ? shown.start : store.firstNumber;
      end = shown ? shown.end : store.endNumber;
      return undefined;
    },
  };
  order.refresh();
  return order;
}

/** A rebuild may take this share of the time. */
const REBUILD_SHARE = 0.1;
const FIRST_LENGTH = 4096;

/** The order of several logs: by time; lines of one moment in the order of their logs, each log's in its own. */
export function createMergedOrder(sources: readonly OrderedSource[]): RowOrder {
  let from = new Uint8Array(FIRST_LENGTH);
  let numbers = new Uint32Array(FIRST_LENGTH);
  let end = 0;
  let lastMs = -Infinity;
  let rebuiltAtMs = -Infinity;
  let rebuildMs = 0;
  const cursors = sources.map((source) => createCursor(source));

  function push(source: number, number: number): void {
    if (end === numbers.length) {
      const [moreFrom, moreNumbers] = [new Uint8Array(end * 2), new Uint32Array(end * 2)];
      moreFrom.set(from);
      moreNumbers.set(numbers);
      [from, numbers] = [moreFrom, moreNumbers];
    }
    from[end] = source;
    numbers[end++] = number;
  }

  function merge(): void {
    for (;;) {
      let best = -1;
      let bestMs = Infinity;
      for (let index = 0; index < cursors.length; index += 1) {
        const timeMs = cursors[index]?.timeMs() ?? Infinity;
        if (timeMs < bestMs) [best, bestMs] = [index, timeMs];
      }
      const cursor = cursors[best];
      if (!cursor) return;
      push(best, cursor.take());
      lastMs = Math.max(lastMs, bestMs);
    }
  }

  function rebuild(): void {
    const startMs = performance.now();
    end = 0;
    lastMs = -Infinity;
    for (const cursor of cursors) cursor.rewind();
    merge();
    rebuiltAtMs = performance.now();
    rebuildMs = rebuiltAtMs - startMs;
  }

  function refresh(): number | undefined {
    const isLate = cursors.some((cursor) => (cursor.timeMs() ?? Infinity) < lastMs);
    const waitMs = isLate ? rebuiltAtMs + rebuildMs / REBUILD_SHARE - performance.now() : 0;
    if (waitMs > 0) return waitMs;
    if (isLate) rebuild();
    else merge();
    return undefined;
  }

  refresh();
  return {
    start: 0,
    get end() {
      return end;
    },
    at: (index) => (index >= 0 && index < end ? { source: from[index] ?? 0, number: numbers[index] ?? 0 } : undefined),
    indexOf({ source, number }) {
      for (let index = 0; index < end; index += 1) {
        if (from[index] === source && (numbers[index] ?? 0) >= number) return index;
      }
      return end;
    },
    refresh,
  };
}

interface Cursor {
  /** Of the next line; undefined when there is none yet. */
  timeMs(): number | undefined;
  take(): number;
  rewind(): void;
}

function createCursor({ store, pass: { shown } }: OrderedSource): Cursor {
  let next = shown ? shown.start : store.firstNumber;
  let chunk: LogChunk | undefined;
  const numberAt = () => (shown ? shown.at(next) : next < store.endNumber ? next : undefined);
  return {
    timeMs() {
      const number = numberAt();
      if (number === undefined) return undefined;
      if (!chunk || number < chunk.firstNumber || number >= chunk.firstNumber + chunk.count) {
        chunk = store.chunkOf(number);
      }
      // A line that was released in the meantime has no time any more: it goes where the log is.
      return chunk ? chunk.times[number - chunk.firstNumber] : -Infinity;
    },
    take() {
      const number = numberAt() ?? 0;
      next += 1;
      return number;
    },
    rewind() {
      next = shown ? shown.start : store.firstNumber;
      chunk = undefined;
    },
  };
}
