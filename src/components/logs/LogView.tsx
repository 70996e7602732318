import { useComputedColorScheme } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { ANSI_PALETTES } from "../../lib/ansiColor.ts";
import type { LogFeed, LogSnapshot } from "./logFeed.ts";
import { LogRow } from "./LogRow.tsx";
import { selectedRange } from "./logSelection.ts";
import classes from "./LogView.module.css";
import { useColumns } from "./useColumns.ts";
import { useFollow } from "./useFollow.ts";
import { useLogSelection } from "./useLogSelection.ts";

export interface LogViewProps {
  readonly feed: LogFeed;
  readonly snapshot: LogSnapshot;
  /** The name of the region: "Log of train". */
  readonly label: string;
  readonly wrap: boolean;
  readonly timestamps: boolean;
}

const ROW_PX = 20;
const PADDING_PX = 24;
const OVERSCAN_ROWS = 20;
/** The time and the space behind it. */
const TIME_COLUMNS = 14;

/** The lines of a log: only those in view are on the page, however many there are. */
export function LogView({ feed, snapshot, label, wrap, timestamps }: LogViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const { firstNumber, length, endNumber } = snapshot;
  const palette = ANSI_PALETTES[useComputedColorScheme("light")];
  const columns = useColumns(scroller, probe, timestamps ? TIME_COLUMNS : 0, PADDING_PX);
  const wrapAt = wrap ? columns : undefined;
  const follow = useFollow(scroller);

  // A new function for a new layout: that is what makes the sizes be guessed again.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const getItemKey = useCallback((index: number) => firstNumber + index, [firstNumber, wrapAt, timestamps]);
  // eslint-disable-next-line react-hooks/incompatible-library -- known: this component is left out of memoization
  const virtualizer = useVirtualizer({
    // Before the width is known every guess would be wrong, and every row would move.
    count: wrap && columns === undefined ? 0 : length,
    getScrollElement: () => scroller.current,
    getItemKey,
    estimateSize: (index) =>
      wrapAt === undefined
        ? ROW_PX
        : ROW_PX * Math.max(1, Math.ceil(feed.buffer.columnsAt(firstNumber + index) / wrapAt)),
    overscan: OVERSCAN_ROWS,
    // Lines that are let go at the beginning must not move those that are being read.
    anchorTo: "end",
    rangeExtractor: (range) => {
      // Where the page is scrolled to is known one frame later, when a flood has long passed it.
      const rows = follow.isFollowing ? lastRows(length, scroller.current?.clientHeight) : defaultRangeExtractor(range);
      const selected = scroller.current && selectedRange(scroller.current);
      return selected ? withRows(rows, [selected.start.number, selected.end.number], firstNumber, length) : rows;
    },
  });
  useLayoutEffect(() => {
    // A row that is as high as before is not measured again, although the guess for it may have changed.
    if (wrapAt === undefined || !scroller.current) return;
    for (const row of scroller.current.querySelectorAll<HTMLElement>("[data-index]")) {
      virtualizer.resizeItem(Number(row.dataset.index), row.offsetHeight);
    }
  }, [virtualizer, wrapAt, timestamps]);

  const totalPx = virtualizer.getTotalSize();
  const { keepUp, isFollowing } = follow;
  useLayoutEffect(() => keepUp(), [keepUp, isFollowing, firstNumber, length, totalPx]);
  const selection = useLogSelection(scroller, feed, snapshot, follow.stop);
  useEffect(() => feed.pin(!isFollowing), [feed, isFollowing]);
  const unseen = useUnseen(isFollowing, endNumber);
  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.scroller}
        // A log in name and in kind, but a flood of lines must not be read aloud.
        role="log"
        aria-live="off"
        aria-label={label}
        tabIndex={0}
        data-wrap={wrap}
        onCopy={selection.onCopy}
        onKeyDown={selection.onKeyDown}
      >
        <span ref={probe} className={classes.probe} aria-hidden />
        <div className={classes.lines} style={{ height: totalPx }}>
          {virtualizer.getVirtualItems().map((row) => {
            const line = feed.buffer.at(firstNumber + row.index);
            return (
              line && (
                <div
                  key={row.key}
                  ref={wrap ? virtualizer.measureElement : undefined}
                  className={classes.row}
                  data-index={row.index}
                  data-number={firstNumber + row.index}
                  style={{ transform: `translateY(${row.start}px)` }}
                >
                  <LogRow line={line} showTime={timestamps} palette={palette} />
                </div>
              )
            );
          })}
        </div>
      </div>
      {!isFollowing && (
        <button type="button" className={classes.toEnd} onClick={follow.toEnd}>
          <IconArrowDown size={14} aria-hidden />
          <span className="jd-num">{unseenWords(unseen)}</span>
        </button>
      )}
    </div>
  );
}

/** How many lines have come since the reader left the end. */
function useUnseen(isFollowing: boolean, endNumber: number): number {
  const [seen, setSeen] = useState(endNumber);
  // While it follows everything is seen; the last such number is what counts afterwards.
  if (isFollowing && seen !== endNumber) setSeen(endNumber);
  return endNumber - seen;
}

function unseenWords(count: number): string {
  if (count === 0) return "Go to the end";
  return count === 1 ? "1 new line" : `${count.toLocaleString("en")} new lines`;
}

/** Enough rows to fill the height from the end up. */
function lastRows(length: number, heightPx = 0): number[] {
  const count = Math.min(length, Math.ceil(heightPx / ROW_PX) + OVERSCAN_ROWS);
  return Array.from({ length: count }, (_, index) => length - count + index);
}

/** Keeps the rows in which a selection begins and ends on the page: without them the browser would drop it. */
function withRows(rows: number[], numbers: readonly number[], firstNumber: number, length: number): number[] {
  const kept = numbers.map((number) => number - firstNumber).filter((index) => index >= 0 && index < length);
  return [...new Set([...rows, ...kept])].sort((a, b) => a - b);
}
