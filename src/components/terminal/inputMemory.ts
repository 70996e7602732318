/** What was typed, by the offset of each byte since the shell's start: what a lost connection swallowed is sent again. */
export interface InputMemory {
  /** Begins anew: so many bytes were typed before, by others. */
  reset(offset: number): void;
  add(data: Uint8Array): void;
  /** What was typed from the offset on. */
  since(offset: number): Uint8Array[];
}

/** More than anybody types before the server has it. */
const KEPT_BYTES = 64 * 1024;

/** @param keptBytes how much is remembered at most, but for a single larger piece */
export function createInputMemory(keptBytes = KEPT_BYTES): InputMemory {
  let pieces: { readonly offset: number; readonly data: Uint8Array }[] = [];
  let endOffset = 0;
  let bytes = 0;
  return {
    reset(offset) {
      pieces = [];
      endOffset = offset;
      bytes = 0;
    },
    add(data) {
      pieces.push({ offset: endOffset, data });
      endOffset += data.length;
      bytes += data.length;
      while (bytes > keptBytes && pieces.length > 1) bytes -= pieces.shift()?.data.length ?? 0;
    },
    since(offset) {
      return pieces
        .filter((piece) => piece.offset + piece.data.length > offset)
        .map((piece) => piece.data.subarray(Math.max(0, offset - piece.offset)));
    },
  };
}
