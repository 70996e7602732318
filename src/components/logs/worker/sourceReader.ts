import type { LogClient } from "../../../api/logClient.ts";
import type { StreamEnvironment } from "../../../api/streams/environment.ts";
import { createLineCutter } from "../../../api/streams/lineCutter.ts";
import type { LiveState, LiveStream } from "../../../api/streams/liveStream.ts";
import { createLogStream } from "../../../api/streams/logStream.ts";
import { createChunkStore, type ChunkStore } from "../../../lib/logStore/chunkStore.ts";
import { createTimestampReader } from "../../../lib/logTimestamp.ts";
import type { SourceFacts } from "../logProtocol.ts";

/** The unfinished last line of a log. */
export interface PartialLine {
  readonly bytes: Uint8Array;
  readonly timestampMs: number;
  readonly isStderr: boolean;
}

/** One job's log as it is read and kept. Whoever created it disposes of it. */
export interface SourceReader {
  readonly jobId: string;
  readonly store: ChunkStore;
  readonly partial: PartialLine | undefined;
  facts(): SourceFacts<LiveState>;
  setCap(capBytes: number): void;
  retryNow(): void;
  /** Reads what was released once more; resolves when it is back, or as much of it as there is. @throws ApiError */
  refetch(): Promise<void>;
  dispose(): void;
}

export interface SourceReaderOptions {
  readonly client: LogClient;
  readonly jobId: string;
  readonly capBytes: number;
  readonly environment: StreamEnvironment;
  /** Told whenever something has come or the state has changed. */
  readonly onChange: () => void;
  /** What is to be waited for before more is read, if anything. */
  readonly held: () => Promise<void> | undefined;
}

export function createSourceReader(options: SourceReaderOptions): SourceReader {
  const { client, jobId, environment, onChange } = options;
  const store = createChunkStore(options.capBytes);
  let { capBytes } = options;
  let partial: PartialLine | undefined;
  let refetching: AbortController | undefined;
  const stream: LiveStream = createLogStream({
    client,
    jobId,
    environment,
    sink: {
      pieceStart: (piece) => store.take(piece),
      run: (run) => store.takeRun(run),
      readRuns: () => store.readRuns(),
      line: store.append,
      pieceEnd(next) {
        partial = next;
        onChange();
        return options.held();
      },
    },
  });
  stream.subscribe(onChange);

  async function readReleased(signal: AbortSignal): Promise<void> {
    const wanted = store.firstNumber;
    const older = createChunkStore(Infinity);
    const cutter = createLineCutter();
    const readStamp = createTimestampReader();
    let timestampMs = 0;
    let areStreamsTold = false;
    const onStreams = (areTold: boolean) => (areStreamsTold = areTold);
    for await (const chunk of client.monitor(jobId, { timestamps: true, onStreams, signal })) {
      older.take(chunk);
      cutter.push(chunk, (bytes, start, end) => {
        const stamp = readStamp(bytes, start, end);
        timestampMs = stamp?.timestampMs ?? timestampMs;
        const isStderr = areStreamsTold && stamp?.isTabbed === true;
        if (older.endNumber < wanted) older.append(bytes, stamp?.textStart ?? start, end, timestampMs, isStderr);
      });
      if (older.endNumber >= wanted) break;
    }
    // A platform that has forgotten the beginning by now would have other lines under these numbers.
    if (older.endNumber === wanted) store.putBack(older);
  }

  return {
    jobId,
    store,
    get partial() {
      return partial;
    },
    facts: () => ({
      state: stream.getState(),
      firstNumber: store.firstNumber,
      endNumber: store.endNumber + (partial ? 1 : 0),
      keptBytes: store.keptBytes,
      seenBytes: store.seenBytes,
      isRefetching: refetching !== undefined,
    }),
    setCap(next) {
      capBytes = next;
      store.setCap(next);
    },
    retryNow: () => stream.retryNow(),
    async refetch() {
      if (refetching || store.firstNumber === 0) return;
      refetching = new AbortController();
      // What is released meanwhile would have to be fetched too.
      store.setCap(Infinity);
      onChange();
      try {
        await readReleased(refetching.signal);
      } finally {
        refetching = undefined;
        store.setCap(store.keptBytes + capBytes);
        onChange();
      }
    },
    dispose() {
      refetching?.abort();
      stream.dispose();
    },
  };
}
