/** A place in a log: the index of a row and the characters before the place. */
export interface LogPlace {
  readonly index: number;
  readonly offset: number;
}

export interface LogRange {
  readonly start: LogPlace;
  readonly end: LogPlace;
}

/** Which part of the log under `root` the reader has selected; undefined when nothing is. Rows carry `data-index`. */
export function selectedRange(root: HTMLElement): LogRange | undefined {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  const start = placeOf(root, range.startContainer, range.startOffset);
  const end = placeOf(root, range.endContainer, range.endOffset);
  return start && end && { start, end };
}

/** Cuts the whole lines of a range to what was selected of the first and the last. */
export function cutToRange(text: string, { start, end }: LogRange): string {
  const lastBreak = text.lastIndexOf("\n") + 1;
  return text.slice(start.offset, lastBreak + Math.min(end.offset, text.length - lastBreak));
}

function placeOf(root: HTMLElement, container: Node, offset: number): LogPlace | undefined {
  if (!root.contains(container)) return undefined;
  const element = container instanceof Element ? container : container.parentElement;
  const row = element?.closest<HTMLElement>("[data-index]");
  const text = row?.querySelector("[data-log-text]");
  if (!row || !text) return undefined;
  const before = document.createRange();
  before.selectNodeContents(text);
  // A place before the text (the time) counts as its beginning, one behind it as its end.
  if (before.comparePoint(container, offset) < 0) return { index: Number(row.dataset.index), offset: 0 };
  if (before.comparePoint(container, offset) === 0) before.setEnd(container, offset);
  return { index: Number(row.dataset.index), offset: before.toString().length };
}
