/** Buffers of one size that serve again once they are given back. */
export interface BufferPool {
  /** One with anything in it. It need not come back. */
  take(): Buffer<ArrayBuffer>;
  /** Nobody may use it any more. */
  giveBack(buffer: Buffer<ArrayBuffer>): void;
}

/**
 * What streams of output would allocate by the second makes V8 look through its whole heap again and again: it counts
 * memory outside of it as a reason to.
 * @param mostKept how many are kept while nobody needs them
 */
export function createBufferPool(bytes: number, mostKept: number): BufferPool {
  const kept: Buffer<ArrayBuffer>[] = [];
  return {
    // Not one of Node's own pool, which others share.
    take: () => kept.pop() ?? Buffer.allocUnsafeSlow(bytes),
    giveBack(buffer) {
      if (kept.length < mostKept) kept.push(buffer);
    },
  };
}
