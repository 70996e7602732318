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

  async function* read(): AsyncGenerator<OutputChunk> {
    for (;;) {
      const chunk = chunks.shift();
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
