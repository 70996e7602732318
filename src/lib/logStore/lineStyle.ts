import { endStyleOf } from "../ansi.ts";
import { PLAIN_STYLE, type AnsiStyle } from "../ansiStyle.ts";
import { decodeLogLine } from "../logText.ts";

const ESCAPE = 0x1b;
const BRACKET = 0x5b;
const ZERO = 0x30;
const LETTER_M = 0x6d;
const TAB = 9;
const NEWLINE = 10;
const DELETE = 0x7f;
/** The first byte of U+0080…U+009F in UTF-8, and their last ones. */
const C1_LEAD = 0xc2;
const C1_LAST = 0x9f;

/** Whether the line `bytes[start, end)` has control characters besides tabs (what it shows is not what it has then). */
export function lineHasControls(bytes: Uint8Array, start: number, end: number): boolean {
  const words = wordsOf(bytes);
  const firstWord = words ? (start + 3) & ~3 : end;
  const lastWord = words ? end & ~3 : end;
  if (!words || firstWord >= lastWord) return bytesHaveControls(bytes, start, end, end);
  if (bytesHaveControls(bytes, start, firstWord, end)) return true;
  for (let at = firstWord >> 2; at < lastWord >> 2; at += 1) {
    // Four bytes at once, which is what makes a flood cheap; a word that may have one is looked at closely.
    if (mayHaveControl(words[at] as number) && bytesHaveControls(bytes, at << 2, (at << 2) + 4, end)) return true;
  }
  return bytesHaveControls(bytes, lastWord, end, end);
}

/** Whether a byte of a word may be below a blank, DEL or the first byte of a two-byte control character. */
function mayHaveControl(word: number): boolean {
  const delete4 = word ^ 0x7f7f7f7f;
  const lead4 = word ^ 0xc2c2c2c2;
  const low = (word - 0x20202020) & ~word;
  const isDelete = (delete4 - 0x01010101) & ~delete4;
  const isLead = (lead4 - 0x01010101) & ~lead4;
  return ((low | isDelete | isLead) & 0x80808080) !== 0;
}

let lastBytes: Uint8Array | undefined;
let lastWords: Uint32Array | undefined;

/** The same bytes as whole words; undefined when they do not begin at one. Of one piece many lines are asked for. */
function wordsOf(bytes: Uint8Array): Uint32Array | undefined {
  if (bytes === lastBytes) return lastWords;
  lastBytes = bytes;
  lastWords =
    bytes.byteOffset % 4 === 0 ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : undefined;
  return lastWords;
}

/** What a stretch of whole lines has, as far as it can be told without reading each. */
export interface LineSurvey {
  readonly count: number;
  /** The style behind the last line; undefined where only reading tells it. */
  readonly endStyle: AnsiStyle | undefined;
}

/** Looks over the whole lines `bytes[start, end)`: a fraction of what reading them costs. @param style before the first */
export function surveyLines(bytes: Uint8Array, start: number, end: number, style: AnsiStyle): LineSurvey {
  const words = wordsOf(bytes);
  const firstWord = words ? Math.min(end, (start + 3) & ~3) : end;
  const lastWord = words ? Math.max(firstWord, end & ~3) : end;
  const survey = { count: 0, escape: -1, lead: -1 };
  lookOver(bytes, start, firstWord, survey);
  if (words) {
    for (let at = firstWord >> 2; at < lastWord >> 2; at += 1) {
      const word = words[at] as number;
      // A byte below a blank borrows its highest bit, one that is not ASCII has it.
      if ((((word - 0x20202020) | word) & 0x80808080) !== 0) lookOver(bytes, at << 2, (at << 2) + 4, survey);
    }
  }
  lookOver(bytes, lastWord, end, survey);
  const { count, escape, lead } = survey;
  // Eight-bit control sequences are seldom enough to be left to reading.
  if (lead !== -1 && hasC1(bytes, start, end)) return { count, endStyle: undefined };
  if (escape === -1) return { count, endStyle: style };
  return { count, endStyle: isReset(bytes, escape, end) ? PLAIN_STYLE : undefined };
}

function lookOver(
  bytes: Uint8Array,
  start: number,
  end: number,
  survey: { count: number; escape: number; lead: number },
): void {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === NEWLINE) survey.count += 1;
    else if (byte === ESCAPE) survey.escape = at;
    else if (byte === C1_LEAD) survey.lead = at;
  }
}

/** @param lineEnd up to where the second byte of a character may stand */
function bytesHaveControls(bytes: Uint8Array, start: number, end: number, lineEnd: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 0x20 ? byte !== TAB : byte === DELETE) return true;
    if (byte === C1_LEAD && at + 1 < lineEnd && (bytes[at + 1] as number) <= C1_LAST) return true;
  }
  return false;
}

/** How the next line begins. Most coloured lines end with a reset, whatever came before it. */
export function styleAfter(bytes: Uint8Array, start: number, end: number, style: AnsiStyle): AnsiStyle {
  let escape = end - 1;
  while (escape >= start && bytes[escape] !== ESCAPE) escape -= 1;
  // An eight-bit control sequence is seldom enough to be found the long way; without it a style needs an escape.
  if (escape < start) return hasC1(bytes, start, end) ? longWay(bytes, start, end, style) : style;
  return isReset(bytes, escape, end) && !hasC1(bytes, escape, end) ? PLAIN_STYLE : longWay(bytes, start, end, style);
}

function isReset(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at + 1] !== BRACKET) return false;
  const after = bytes[at + 2] === ZERO ? at + 3 : at + 2;
  return after < end && bytes[after] === LETTER_M;
}

function hasC1(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end - 1; at += 1) {
    if (bytes[at] === C1_LEAD && (bytes[at + 1] as number) <= C1_LAST) return true;
  }
  return false;
}

function longWay(bytes: Uint8Array, start: number, end: number, style: AnsiStyle): AnsiStyle {
  return endStyleOf(decodeLogLine(bytes.subarray(start, end)).text, style);
}
