/** How much output waits for its reader before the connection, and with it the process, is held up. */
const OUTPUT_WINDOW_BYTES = 64 * 1024;

/** A piece of a process's output. */
export interface OutputChunk {
  readonly stream: "stdout" | "stderr";
  readonly data: Uint8Array;
}

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
    const taken = chunks.splice(0, count);
    return count === 1
      ? first
      : {
          stream: first.stream,
          data: Buffer.concat(
            taken.map(({ data }) => data),
            bytes,
          ),
        };
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
