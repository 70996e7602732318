const BEL = 0x07;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const CANCEL = 0x18;
const SUBSTITUTE = 0x1a;
const ESCAPE = 0x1b;
const C1_CSI = 0x9b;
const C1_STRING_TERMINATOR = 0x9c;
const C1_OSC = 0x9d;
/** `]`. */
const OSC_LETTER = 0x5d;

/** What stands in a line of terminal output, piece by piece and in order. */
export interface AnsiSink {
  /** Characters to show, from `start` to before `end`; tabs are among them. */
  text(start: number, end: number): void;
  /** `CSI parameters m`: colours and styles. */
  style(parameters: string): void;
  /** `\r`. */
  carriageReturn(): void;
  /** `CSI n K`: 0 erases to the end of the line, 1 to its start, 2 all of it. */
  eraseInLine(mode: string): void;
  /** `OSC 8 ; parameters ; address ST`: the text up to the next one links to the address; an empty one ends a link. */
  hyperlink?(address: string): void;
}

/**
 * Walks a line once, in linear time whatever stands in it. Every escape sequence and control character that the sink
 * has no member for is skipped; one that is cut off ends with the line, or where the next control character stands.
 */
export function scanAnsi(line: string, sink: AnsiSink): void {
  let textStart = 0;
  let at = 0;
  while (at < line.length) {
    const code = line.charCodeAt(at);
    if (!isControl(code)) {
      at++;
      continue;
    }
    if (at > textStart) sink.text(textStart, at);
    if (code === CARRIAGE_RETURN) sink.carriageReturn();
    at = code === ESCAPE || code >= 0x80 ? skipSequence(line, at, code, sink) : at + 1;
    textStart = at;
  }
  if (at > textStart) sink.text(textStart, at);
}

/** Whether a line has anything that {@link scanAnsi} would treat as more than text. */
export function hasControls(line: string): boolean {
  for (let at = 0; at < line.length; at++) if (isControl(line.charCodeAt(at))) return true;
  return false;
}

function isControl(code: number): boolean {
  return (code < 0x20 && code !== TAB) || (code >= 0x7f && code <= 0x9f);
}

/** Reads the sequence that begins at `at`; says where the text goes on. */
function skipSequence(line: string, at: number, code: number, sink: AnsiSink): number {
  if (code === C1_CSI) return readControlSequence(line, at + 1, sink);
  if (code >= 0x80) return isC1StringStart(code) ? readString(line, at + 1, code === C1_OSC, sink) : at + 1;
  const next = line.charCodeAt(at + 1);
  if (next === 0x5b) return readControlSequence(line, at + 2, sink);
  if (isStringStart(next)) return readString(line, at + 2, next === OSC_LETTER, sink);
  let end = at + 1;
  while (inRange(line.charCodeAt(end), 0x20, 0x2f)) end++;
  return inRange(line.charCodeAt(end), 0x30, 0x7e) ? end + 1 : end;
}

/** What stands after `CSI`: parameters, intermediates and the final character that names the function. */
function readControlSequence(line: string, start: number, sink: AnsiSink): number {
  let end = start;
  while (inRange(line.charCodeAt(end), 0x30, 0x3f)) end++;
  const parametersEnd = end;
  while (inRange(line.charCodeAt(end), 0x20, 0x2f)) end++;
  if (!inRange(line.charCodeAt(end), 0x40, 0x7e)) return end;
  const parameters = line.slice(start, parametersEnd);
  // A private sequence (`CSI > 4 ; 2 m`) shares its last letter with a public one, and nothing else.
  const isPublic = end === parametersEnd && !/[<=>?]/.test(parameters);
  if (isPublic && line[end] === "m") sink.style(parameters);
  else if (isPublic && line[end] === "K") sink.eraseInLine(parameters);
  return end + 1;
}

/** Skips a string, of which only a hyperlink's address matters to anybody; one that is cut off links to nothing. */
function readString(line: string, start: number, isOsc: boolean, sink: AnsiSink): number {
  const end = skipString(line, start);
  if (!isOsc || !sink.hyperlink || !line.startsWith("8;", start)) return end;
  const last = line.charCodeAt(end - 1);
  const terminatorLength =
    last === BEL || last === C1_STRING_TERMINATOR ? 1 : line.startsWith("\u001b\\", end - 2) ? 2 : 0;
  const addressStart = line.indexOf(";", start + 2) + 1;
  if (terminatorLength > 0 && addressStart > 0 && addressStart <= end - terminatorLength) {
    sink.hyperlink(line.slice(addressStart, end - terminatorLength));
  }
  return end;
}

/** The rest of a window title, a hyperlink's address and the like, up to and with its terminator. */
function skipString(line: string, start: number): number {
  for (let at = start; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === BEL || code === C1_STRING_TERMINATOR || code === CANCEL || code === SUBSTITUTE) return at + 1;
    if (code === ESCAPE) return line[at + 1] === "\\" ? at + 2 : at;
    if (code === CARRIAGE_RETURN) return at;
  }
  return line.length;
}

/** `ESC` with `]`, `P`, `X`, `^` or `_`. */
function isStringStart(code: number): boolean {
  return code === 0x5d || code === 0x50 || code === 0x58 || code === 0x5e || code === 0x5f;
}

function isC1StringStart(code: number): boolean {
  return code === 0x90 || code === 0x98 || code === 0x9d || code === 0x9e || code === 0x9f;
}

/** False for NaN too, which is what lies behind the end of the line. */
function inRange(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}
