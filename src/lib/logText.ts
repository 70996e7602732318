const CARRIAGE_RETURN = 13;

/** More of one line is neither read by people nor drawn by browsers in reasonable time. */
export const MAX_LINE_BYTES = 32_768;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A line as text, of which an overlong one keeps a part. */
export interface DecodedLine {
  readonly text: string;
  readonly cutBytes: number;
}

/**
 * Decodes a line as UTF-8, with U+FFFD for what is none. Of an overlong line the beginning is kept, or, where a
 * progress bar has written over it again and again, the newest state.
 */
export function decodeLogLine(bytes: Uint8Array, maxBytes = MAX_LINE_BYTES): DecodedLine {
  if (bytes.length <= maxBytes) return { text: decoder.decode(bytes), cutBytes: 0 };
  const tail = bytes.subarray(bytes.length - maxBytes);
  // The last byte is left out: a `\r` there only ends the newest state.
  const rewound = tail.subarray(0, -1).indexOf(CARRIAGE_RETURN);
  if (rewound !== -1) return { text: decoder.decode(tail.subarray(rewound + 1)), cutBytes: 0 };
  const end = characterStart(bytes, maxBytes);
  return { text: decoder.decode(bytes.subarray(0, end)), cutBytes: bytes.length - end };
}

/** The nearest place at or before `at` where a UTF-8 character begins. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > at - 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}
