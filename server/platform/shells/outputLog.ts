/** The latest output of a process, by the offset of each byte since its start. */
export interface OutputLog {
  /** The oldest byte that is still there. */
  readonly startOffset: number;
  /** Where the next byte will be. */
  readonly endOffset: number;
  append(data: Uint8Array): void;
  /** What there is from `offset` on, at most a block of it; undefined when there is nothing (yet). */
  read(offset: number): Uint8Array | undefined;
  /** Forgets what is before `offset`, in whole blocks. */
  forget(offset: number): void;
}

/** A frame's worth: small enough that a slow link is never silent for long. */
const BLOCK_BYTES = 32 * 1024;

interface Block {
  readonly offset: number;
  readonly bytes: Buffer;
  length: number;
}

/** An empty log. Blocks are only ever written at their end, so that what was read stays as it is. */
export function createOutputLog(): OutputLog {
  const blocks: Block[] = [];
  let endOffset = 0;

  function lastBlock(): Block {
    const last = blocks.at(-1);
    if (last && last.length < BLOCK_BYTES) return last;
    const block = { offset: endOffset, bytes: Buffer.allocUnsafe(BLOCK_BYTES), length: 0 };
    blocks.push(block);
    return block;
  }

  return {
    get startOffset() {
      return blocks[0]?.offset ?? endOffset;
    },
    get endOffset() {
      return endOffset;
    },
    append(data) {
      for (let at = 0; at < data.length;) {
        const block = lastBlock();
        const part = data.subarray(at, at + BLOCK_BYTES - block.length);
        block.bytes.set(part, block.length);
        block.length += part.length;
        endOffset += part.length;
        at += part.length;
      }
    },
    read(offset) {
      const block = blocks.find((candidate) => offset < candidate.offset + candidate.length);
      return block?.bytes.subarray(Math.max(0, offset - block.offset), block.length);
    },
    forget(offset) {
      while (blocks[0] && blocks[0].offset + blocks[0].length <= offset) blocks.shift();
    },
  };
}
