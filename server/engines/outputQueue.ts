import { createBufferPool } from "./bufferPool.ts";
import type { OutputPiece } from "./engine.ts";

/** How much output waits for its reader before the connection, and with it the process, is held up. */
const OUTPUT_WINDOW_BYTES = 64 * 1024;

/** Kept free before each piece, for the header of whoever sends it on. */
const HEADROOM_BYTES = 1;

/** Smaller pieces get memory of their own size. */
const POOLED_BYTES = 8 * 1024;
const pool = createBufferPool(HEADROOM_BYTES + OUTPUT_WINDOW_BYTES, 8);

export type OutputChunk = OutputPiece;

/**
 * Output between a connection and its reader, little of it.
 * @param onFull told when the connection is to be held up, and when it may go on
 */
export function createOutputQueue(onFull: (isFull: boolean) => void) {
  const chunks: OutputChunk[] = [];
  let queuedBytes = 0;
  let isEnded = false;
  let wake = () => {};
  const isFull = () => queuedBytes >= OUTPUT_WINDOW_BYTES;

  /** What has come meanwhile of one stream is one piece: the many small ones of an engine cost more than their bytes. */
  function take(): OutputChunk | undefined {
    const [first] = chunks;
    if (!first) return undefined;
    let count = 0;
    let bytes = 0;
    for (const { stream, data } of chunks) {
      if (stream !== first.stream || (count > 0 && bytes + data.length > OUTPUT_WINDOW_BYTES)) break;
      count += 1;
      bytes += data.length;
    }
    return joinChunks(chunks.splice(0, count), bytes);
  }

  async function* read(): AsyncGenerator<OutputChunk> {
    for (;;) {
      const chunk = take();
      if (chunk) {
        const wasFull = isFull();
        queuedBytes -= chunk.data.length;
        if (wasFull && !isFull()) onFull(false);
        yield chunk;
      } else if (isEnded) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  return {
    isFull,
    read,
    push(chunk: OutputChunk) {
      chunks.push(chunk);
      queuedBytes += chunk.data.length;
      if (isFull()) onFull(true);
      wake();
    },
    end() {
      isEnded = true;
      wake();
    },
  };
}

/** One piece of chunks of one stream. */
function joinChunks(chunks: readonly OutputChunk[], bytes: number): OutputChunk {
  const isPooled = bytes >= POOLED_BYTES && bytes <= OUTPUT_WINDOW_BYTES;
  const memory = isPooled ? pool.take() : Buffer.allocUnsafe(HEADROOM_BYTES + bytes);
  let end = HEADROOM_BYTES;
  for (const { data } of chunks) {
    memory.set(data, end);
    end += data.length;
  }
  return {
    stream: chunks[0]?.stream ?? "stdout",
    data: memory.subarray(HEADROOM_BYTES, end),
    headroomBytes: HEADROOM_BYTES,
    ...(isPooled && { recycle: () => pool.giveBack(memory) }),
  };
}
