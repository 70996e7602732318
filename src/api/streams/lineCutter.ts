const NEWLINE = 10;
const SMALLEST_BUFFER = 256;

/** Cuts bytes that arrive in any pieces into lines. */
export interface LineCutter {
  /** Takes the next piece. @returns the lines it completes, without their newline; views into what was given */
  push(chunk: Uint8Array): Uint8Array[];
  /** The last line as far as it is there; the view stays as it is while the line grows. */
  readonly rest: Uint8Array;
}

export function createLineCutter(): LineCutter {
  // Doubled when full, so that a line of any length costs linear time however small its pieces are.
  let buffer = new Uint8Array(0);
  let length = 0;

  function append(piece: Uint8Array): void {
    if (length + piece.length > buffer.length) {
      const larger = new Uint8Array(Math.max(SMALLEST_BUFFER, 2 * (length + piece.length)));
      larger.set(buffer.subarray(0, length));
      buffer = larger;
    }
    buffer.set(piece, length);
    length += piece.length;
  }

  /** Gives the buffer away: views of it are in others' hands, so it is never written again. */
  function take(): Uint8Array {
    const line = buffer.subarray(0, length);
    buffer = new Uint8Array(0);
    length = 0;
    return line;
  }

  return {
    push(chunk) {
      const lines: Uint8Array[] = [];
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        const piece = chunk.subarray(start, end);
        start = end + 1;
        if (length === 0) {
          lines.push(piece);
          continue;
        }
        append(piece);
        lines.push(take());
      }
      if (start < chunk.length) append(chunk.subarray(start));
      return lines;
    },
    get rest() {
      return buffer.subarray(0, length);
    },
  };
}
