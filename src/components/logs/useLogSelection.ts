import { useEffect, useRef, type ClipboardEvent, type KeyboardEvent, type RefObject } from "react";
import type { LogFeed, LogSnapshot } from "./logFeed.ts";
import { selectedRange, textOfRange, type LogRange } from "./logSelection.ts";

export interface LogSelection {
  readonly onCopy: (event: ClipboardEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * Makes selecting and copying a log work although only the lines in view are on the page: what is copied comes from
 * the log itself, and Ctrl+A means all of it.
 * @param onSelect told when the reader begins to select, which is when lines should stop moving
 */
export function useLogSelection(
  root: RefObject<HTMLElement | null>,
  feed: LogFeed,
  { firstNumber, length }: LogSnapshot,
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
    if (isAll.current) {
      return { start: { number: firstNumber, offset: 0 }, end: { number: firstNumber + length - 1, offset: Infinity } };
    }
    return root.current ? selectedRange(root.current) : undefined;
  }

  return {
    onCopy(event) {
      const range = rangeToCopy();
      if (!range) return;
      event.clipboardData.setData(
        "text/plain",
        textOfRange(range, (number) => feed.buffer.at(number)),
      );
      event.preventDefault();
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
