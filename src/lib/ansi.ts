import { hasControls, scanAnsi } from "./ansiScan.ts";
import { applySgr, PLAIN_STYLE, type AnsiStyle } from "./ansiStyle.ts";

/** Neighbouring characters that look the same. */
export interface AnsiSpan {
  readonly text: string;
  readonly style: AnsiStyle;
  /** The address that the program linked the text to (OSC 8), unchecked; undefined where it did not. */
  readonly link?: string | undefined;
}

/** A line as a terminal would show it. */
export interface AnsiLine {
  readonly spans: readonly AnsiSpan[];
  /** How the next line begins. */
  readonly endStyle: AnsiStyle;
}

/**
 * Reads one line of terminal output: colours and styles become spans, `\r` goes back and overwrites, every other
 * escape sequence and control character is left out. The text is plain: it must still be escaped by who shows it.
 * @param line without its line end
 * @param startStyle the `endStyle` of the line before
 */
export function parseAnsiLine(line: string, startStyle: AnsiStyle = PLAIN_STYLE): AnsiLine {
  if (!hasControls(line)) {
    return { spans: line === "" ? [] : [{ text: line, style: startStyle }], endStyle: startStyle };
  }
  return goesBack(line) ? parseOverwritten(line, startStyle) : parseStraight(line, startStyle);
}

/** The style after a line: what {@link parseAnsiLine} says, without the cost of its spans. */
export function endStyleOf(line: string, startStyle: AnsiStyle): AnsiStyle {
  let style = startStyle;
  if (!hasControls(line)) return style;
  scanAnsi(line, {
    text: ignore,
    carriageReturn: ignore,
    eraseInLine: ignore,
    style: (parameters) => (style = applySgr(style, parameters)),
  });
  return style;
}

/** The characters of a line as a terminal would show them. */
export function plainTextOf(line: string): string {
  return parseAnsiLine(line)
    .spans.map((span) => span.text)
    .join("");
}

/** The `\r` of a terminal's line end overwrites nothing; only one that has something to do needs cells. */
function goesBack(line: string): boolean {
  const at = line.indexOf("\r");
  return at !== -1 && (at < line.length - 1 || line.endsWith("\u001b[2K\r"));
}

function parseStraight(line: string, startStyle: AnsiStyle): AnsiLine {
  const spans: Writable[] = [];
  let style = startStyle;
  let link: string | undefined;
  scanAnsi(line, {
    text: (start, end) => addSpan(spans, line.slice(start, end), style, link),
    hyperlink: (address) => (link = address === "" ? undefined : address),
    carriageReturn: ignore,
    eraseInLine: ignore,
    style: (parameters) => (style = applySgr(style, parameters)),
  });
  return { spans, endStyle: style };
}

/** A line with `\r` in it is written cell by cell, so that what is shorter leaves the rest of the longer. */
function parseOverwritten(line: string, startStyle: AnsiStyle): AnsiLine {
  const cells: Writable[] = [];
  let cursor = 0;
  let style = startStyle;
  let link: string | undefined;
  let eraseAtReturn = false;
  scanAnsi(line, {
    text: (start, end) => {
      for (const character of line.slice(start, end)) {
        const before = cells[cursor - 1];
        if (before && isCombining(character)) before.text += character;
        else cells[cursor++] = link === undefined ? { text: character, style } : { text: character, style, link };
      }
    },
    hyperlink: (address) => (link = address === "" ? undefined : address),
    carriageReturn: () => {
      if (eraseAtReturn) cells.length = 0;
      eraseAtReturn = false;
      cursor = 0;
    },
    eraseInLine: (mode) => {
      if (mode === "" || mode === "0" || (mode === "2" && cursor === 0)) cells.length = cursor;
      // Programs erase a progress bar from its end and then go back; until then it may as well be seen.
      else if (mode === "2") eraseAtReturn = true;
    },
    style: (parameters) => (style = applySgr(style, parameters)),
  });
  return { spans: joinCells(cells), endStyle: style };
}

function joinCells(cells: readonly AnsiSpan[]): AnsiSpan[] {
  const spans: Writable[] = [];
  for (const cell of cells) addSpan(spans, cell.text, cell.style, cell.link);
  return spans;
}

interface Writable {
  text: string;
  style: AnsiStyle;
  link?: string;
}

function addSpan(spans: Writable[], text: string, style: AnsiStyle, link: string | undefined): void {
  const last = spans.at(-1);
  if (last?.style === style && last.link === link) last.text += text;
  else spans.push(link === undefined ? { text, style } : { text, style, link });
}

function isCombining(character: string): boolean {
  return character > "\u02ff" && /^[\p{M}\u200d]/u.test(character);
}

function ignore(): void {
  // Not every piece matters to every reader.
}
