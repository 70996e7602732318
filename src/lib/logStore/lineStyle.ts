import { endStyleOf } from "../ansi.ts";
import { PLAIN_STYLE, type AnsiStyle } from "../ansiStyle.ts";
import { decodeLogLine } from "../logText.ts";

const ESCAPE = 0x1b;
const BRACKET = 0x5b;
const ZERO = 0x30;
const LETTER_M = 0x6d;
const TAB = 9;
const DELETE = 0x7f;
/** The first byte of U+0080…U+009F in UTF-8, and their last ones. */
const C1_LEAD = 0xc2;
const C1_LAST = 0x9f;

/** Whether the line `bytes[start, end)` has control characters besides tabs (what it shows is not what it has then). */
export function lineHasControls(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 0x20 ? byte !== TAB : byte === DELETE) return true;
    if (byte === C1_LEAD && at + 1 < end && (bytes[at + 1] as number) <= C1_LAST) return true;
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
