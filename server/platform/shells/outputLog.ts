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

/** A frame's worth: large enough that its own cost does not count. */
const BLOCK_BYTES = 64 * 1024;

/** What comes in so large a piece is a block of its own: it need not be copied, and is sent as it came. */
const OWN_BLOCK_BYTES = 8 * 1024;

interface Block {
  readonly offset: number;
  readonly bytes: Uint8Array;
  length: number;
}

/**
 * An empty log. Blocks are only ever written at their end, so that what was read stays as it is; what is appended is
 * kept, and must stay as it is too.
 */
export function createOutputLog(): OutputLog {
  const blocks: Block[] = [];
  let endOffset = 0;

  function lastBlock(): Block {
    const last = blocks.at(-1);
    if (last && last.length < last.bytes.length) return last;
    const block = { offset: endOffset, bytes: Buffer.allocUnsafe(BLOCK_BYTES), length: 0 };
    blocks.push(block);
    return block;
  }

  function ownBlock(bytes: Uint8Array): number {
    blocks.push({ offset: endOffset, bytes, length: bytes.length });
    endOffset += bytes.length;
    return bytes.length;
  }

  /** @returns how much of the data found room */
  function fill(block: Block, data: Uint8Array): number {
    const part = data.subarray(0, block.bytes.length - block.length);
    block.bytes.set(part, block.length);
    block.length += part.length;
    endOffset += part.length;
    return part.length;
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
        const part = data.subarray(at, at + BLOCK_BYTES);
        at += part.length >= OWN_BLOCK_BYTES ? ownBlock(part) : fill(lastBlock(), part);
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
