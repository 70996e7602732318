import { useEffect, useRef, type ClipboardEvent, type KeyboardEvent, type RefObject } from "react";
import { notify } from "../../state/notice.ts";
import { copyLater } from "./copyText.ts";
import type { LogFeed, LogSnapshot } from "./logFeed.ts";
import { cutToRange, selectedRange, type LogRange } from "./logSelection.ts";

export interface LogSelection {
  readonly onCopy: (event: ClipboardEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * Makes selecting and copying a log work although only the lines around the window are on the page: what is copied
 * comes from the log itself, and Ctrl+A means all of it.
 * @param onSelect told when the reader begins to select, which is when lines should stop moving
 */
export function useLogSelection(
  root: RefObject<HTMLElement | null>,
  feed: LogFeed,
  { start, end, from, rows }: LogSnapshot,
  onSelect: () => void,
): LogSelection {
  const isAll = useRef(false);
  const told = useRef(onSelect);
  useEffect(() => {
    told.current = onSelect;
  });
  useEffect(() => {
    const onChange = () => {
      if (!isAll.current && root.current && selectedRange(root.current)) told.current();
    };
    const forget = () => (isAll.current = false);
    document.addEventListener("selectionchange", onChange);
    document.addEventListener("pointerdown", forget, { capture: true });
    return () => {
      document.removeEventListener("selectionchange", onChange);
      document.removeEventListener("pointerdown", forget, { capture: true });
    };
  }, [root]);

  function rangeToCopy(): LogRange | undefined {
    if (isAll.current) return { start: { index: start, offset: 0 }, end: { index: end - 1, offset: Infinity } };
    return root.current ? selectedRange(root.current) : undefined;
  }

  /** The text of rows that are on the page; undefined when some are not. */
  function drawnText(range: LogRange): string | undefined {
    const wanted = rows.slice(range.start.index - from, range.end.index - from + 1);
    if (range.start.index < from || wanted.at(-1)?.index !== range.end.index) return undefined;
    if (wanted.some((row) => row.cutBytes > 0)) return undefined;
    return wanted.map((row) => row.pieces.map((piece) => piece.text).join("")).join("\n");
  }

  return {
    onCopy(event) {
      const range = rangeToCopy();
      if (!range) return;
      event.preventDefault();
      const drawn = drawnText(range);
      if (drawn !== undefined) {
        event.clipboardData.setData("text/plain", cutToRange(drawn, range));
        return;
      }
      const text = feed.textOf(range.start.index, range.end.index + 1, "none");
      copyLater(text.then((whole) => cutToRange(whole, range))).catch((error: unknown) => {
        notify(`The lines could not be copied. ${String(error)}`);
      });
    },
    onKeyDown(event) {
      if (!(event.ctrlKey || event.metaKey)) return;
      if (event.key !== "a" || !root.current) return;
      event.preventDefault();
      isAll.current = true;
      document.getSelection()?.selectAllChildren(root.current);
    },
  };
}
