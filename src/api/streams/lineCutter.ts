const NEWLINE = 10;
const SMALLEST_BUFFER = 256;

/** A line is `bytes[start, end)`, without its newline: no object for each of millions. */
export type OnLine = (bytes: Uint8Array, start: number, end: number) => void;

/** Cuts bytes that arrive in any pieces into lines. */
export interface LineCutter {
  /** Takes the next piece, from a byte on, and tells of the lines it completes, in order. */
  push(chunk: Uint8Array, onLine: OnLine, from?: number): void;
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
    push(chunk, onLine, from = 0) {
      let start = from;
      for (let end = chunk.indexOf(NEWLINE, start); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        if (length === 0) {
          onLine(chunk, start, end);
        } else {
          append(chunk.subarray(start, end));
          const line = take();
          onLine(line, 0, line.length);
        }
        start = end + 1;
      }
      if (start < chunk.length) append(chunk.subarray(start));
    },
    get rest() {
      return buffer.subarray(0, length);
    },
  };
}
