import { plainTextOf } from "../../lib/ansi.ts";
import type { BufferedLine } from "../../lib/logBuffer.ts";

/** A place in a log: the line's number and the characters before the place. */
export interface LogPlace {
  readonly number: number;
  readonly offset: number;
}

export interface LogRange {
  readonly start: LogPlace;
  readonly end: LogPlace;
}

/** Which part of the log under `root` the reader has selected; undefined when nothing is. Rows carry `data-number`. */
export function selectedRange(root: HTMLElement): LogRange | undefined {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  const start = placeOf(root, range.startContainer, range.startOffset);
  const end = placeOf(root, range.endContainer, range.endOffset);
  return start && end && { start, end };
}

/**
 * The text of a range as the reader sees it, lines that are not on the page included.
 * @param lineOf the line of a number; undefined where it is no longer kept
 */
export function textOfRange({ start, end }: LogRange, lineOf: (number: number) => BufferedLine | undefined): string {
  const texts: string[] = [];
  for (let number = start.number; number <= end.number; number++) {
    const line = lineOf(number);
    if (!line) continue;
    const text = plainTextOf(line.text);
    const to = number === end.number ? end.offset : undefined;
    texts.push(text.slice(number === start.number ? start.offset : 0, to));
  }
  return texts.join("\n");
}

function placeOf(root: HTMLElement, container: Node, offset: number): LogPlace | undefined {
  if (!root.contains(container)) return undefined;
  const element = container instanceof Element ? container : container.parentElement;
  const row = element?.closest<HTMLElement>("[data-number]");
  const text = row?.querySelector("[data-log-text]");
  if (!row || !text) return undefined;
  const before = document.createRange();
  before.selectNodeContents(text);
  // A place before the text (the time) counts as its beginning, one behind it as its end.
  if (before.comparePoint(container, offset) < 0) return { number: Number(row.dataset.number), offset: 0 };
  if (before.comparePoint(container, offset) === 0) before.setEnd(container, offset);
  return { number: Number(row.dataset.number), offset: before.toString().length };
}
