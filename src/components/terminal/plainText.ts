/** Looks at output, piece by piece in its order. @returns how many lines end in a piece of plain text, otherwise undefined */
export type PlainWatch = (this: void, data: Uint8Array) => number | undefined;

const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BELL = 0x07;
const CANCEL = 0x18;
const SUBSTITUTE = 0x1a;
const ESCAPE = 0x1b;
const BLANK = 0x20;
const FIRST_FINAL_OF_ESCAPE = 0x30;
const FIRST_FINAL_OF_CSI = 0x40;
const DELETE = 0x7f;
/** The first byte of U+0080…U+009F in UTF-8, which control like escape sequences, and the last of their second ones. */
const C1_LEAD = 0xc2;
const C1_LAST = 0x9f;
/** Behind an escape: what begins a control sequence, an operating system command, or another string. */
const OPEN_CSI = 0x5b;
const OPEN_COMMAND = 0x5d;
const OPEN_STRING: ReadonlySet<number> = new Set([0x50, 0x58, 0x5e, 0x5f]);

/** Within what a byte stands; `lost` where only an escape or a cancel tells again. */
type Place = "text" | "escape" | "csi" | "command" | "string" | "lost";

/**
 * Tells plain text (printable characters, tabs and line ends, outside of escape sequences) from all that changes more of a
 * terminal than its text. It follows xterm.js's parser, after https://vt100.net/emu/dec_ansi_parser, so far as that is needed
 * never to call anything plain that is not.
 */
export function createPlainWatch(): PlainWatch {
  let place: Place = "text";
  let before = 0;

  /** @returns the place behind a byte that is not plain text */
  function next(byte: number): Place {
    if (byte === ESCAPE) return "escape";
    if (byte === CANCEL || byte === SUBSTITUTE) return "text";
    switch (place) {
      case "text":
        return byte > DELETE ? "lost" : "text";
      case "escape":
        if (byte < FIRST_FINAL_OF_ESCAPE || byte === DELETE) return "escape";
        if (byte > DELETE) return "lost";
        if (byte === OPEN_CSI) return "csi";
        if (byte === OPEN_COMMAND) return "command";
        return OPEN_STRING.has(byte) ? "string" : "text";
      case "csi":
        if (byte < FIRST_FINAL_OF_CSI || byte === DELETE) return "csi";
        return byte > DELETE ? "lost" : "text";
      case "command":
        return byte === BELL ? "text" : "command";
      case "string":
      case "lost":
        return place;
    }
  }

  return (data) => {
    let isPlain = true;
    let lines = 0;
    for (let at = 0; at < data.length; at += 1) {
      const byte = data[at] as number;
      if (place === "text" && isPlainByte(byte, before)) {
        if (byte === NEWLINE) lines += 1;
      } else {
        isPlain = false;
        place = next(byte);
      }
      before = byte;
    }
    return isPlain ? lines : undefined;
  };
}

function isPlainByte(byte: number, before: number): boolean {
  if (byte < BLANK) return byte === NEWLINE || byte === RETURN || byte === TAB;
  return byte !== DELETE && !(before === C1_LEAD && byte > DELETE && byte <= C1_LAST);
}

/**
 * Leaves out of plain text the lines that a terminal no longer has once it has taken all of it in.
 * @param keptLines how many of the last lines stay
 * @param endsInNewline whether a newline alone goes to the first column
 */
export function foldText(text: Uint8Array, keptLines: number, endsInNewline: boolean): Uint8Array {
  const isEnd = (newline: number) => newline >= 0 && (endsInNewline || text[newline - 1] === RETURN);
  let to = text.length;
  for (let lines = 0; to > 0 && (lines <= keptLines || !isEnd(to)); lines += 1) to = text.lastIndexOf(NEWLINE, to - 1);
  let from = text.indexOf(NEWLINE);
  while (from !== -1 && !isEnd(from)) from = text.indexOf(NEWLINE, from + 1);
  if (from === -1 || from >= to) return text;
  // The line that was begun before ends as it would have; from there on it is as if the next ones had gone by.
  const folded = new Uint8Array(from + text.length - to);
  folded.set(text.subarray(0, from + 1));
  folded.set(text.subarray(to + 1), from + 1);
  return folded;
}
