import { useComputedColorScheme } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useImperativeHandle, useRef, useState, type CSSProperties, type MouseEvent, type Ref } from "react";
import { ANSI_PALETTES } from "../../lib/ansiColor.ts";
import type { LineRange } from "../../lib/logAddress.ts";
import type { LogFeed, LogSnapshot } from "./logFeed.ts";
import { LogRow } from "./LogRow.tsx";
import { TIME_COLUMNS, type TimeMode } from "./logTime.ts";
import classes from "./LogView.module.css";
import { useColumns } from "./useColumns.ts";
import { useLogScroll } from "./useLogScroll.ts";
import { useLogSelection } from "./useLogSelection.ts";

export interface LogViewHandle {
  readonly jumpTo: (index: number) => void;
  readonly toEnd: () => void;
  /** Stops following where it is. */
  readonly stop: () => void;
  readonly topIndex: () => number;
  /** Brings a row to the top of the window. */
  readonly topTo: (index: number) => void;
  readonly isFollowing: () => boolean;
  readonly focus: () => void;
}

export interface LogViewProps {
  readonly handle: Ref<LogViewHandle>;
  readonly feed: LogFeed;
  readonly snapshot: LogSnapshot;
  /** The name of the region: "Log of train". */
  readonly label: string;
  readonly wrap: boolean;
  readonly times: TimeMode;
  readonly zeroMs: number;
  readonly fontPx: number;
  /** The lines that the address names. */
  readonly selected: LineRange | undefined;
  /** The index of the match that was gone to last. */
  readonly currentIndex: number | undefined;
  /** By source, where several logs are shown. */
  readonly sourceNames: readonly string[] | undefined;
  readonly startsAtEnd: boolean;
  /** A line's number was clicked; `extends`: with Shift, to choose up to here. */
  readonly onPickLine: (number: number, extendsRange: boolean) => void;
}

const LINE_HEIGHT = 1.6;
const PADDING_PX = 24;
const SOURCE_COLUMNS = 15;

/** The lines of a log: only those around the window are on the page, however many there are. */
export function LogView(props: LogViewProps) {
  const { handle, feed, snapshot, wrap, times, fontPx, selected, sourceNames } = props;
  const probe = useRef<HTMLSpanElement>(null);
  const palette = ANSI_PALETTES[useComputedColorScheme("light")];
  const rowPx = Math.round(fontPx * LINE_HEIGHT);
  // Where lines are filtered the last one has a higher number than there are lines.
  const highest = Math.max(0, ...snapshot.sources.map(({ endNumber }) => endNumber));
  const numberColumns = Math.max(3, String(highest).length) + 2;
  const taken = numberColumns + TIME_COLUMNS[times] + (sourceNames ? SOURCE_COLUMNS : 0);
  const frame = useRef<HTMLDivElement>(null);
  const columns = useColumns(frame, probe, taken, PADDING_PX);
  const scroll = useLogScroll({
    feed,
    snapshot,
    rowPx,
    wrapAt: wrap ? columns : undefined,
    startsAtEnd: props.startsAtEnd,
  });
  const { scroller, layer, isFollowing, jumpTo, topTo, toEnd, stop, topIndex } = scroll;
  useImperativeHandle(
    handle,
    () => ({
      jumpTo,
      topTo,
      toEnd,
      stop,
      topIndex,
      isFollowing: () => isFollowing,
      focus: () => scroller.current?.focus(),
    }),
    [jumpTo, topTo, toEnd, stop, topIndex, isFollowing, scroller],
  );
  const selection = useLogSelection(scroller, feed, snapshot, stop);
  const unseen = useUnseen(
    isFollowing,
    snapshot.sources.reduce((sum, { endNumber }) => sum + endNumber, 0),
  );

  function pick(event: MouseEvent<HTMLElement>): void {
    const element = (event.target as HTMLElement).closest<HTMLElement>(`.${classes.number}`);
    const row = element?.closest<HTMLElement>("[data-number]");
    if (row) props.onPickLine(Number(row.dataset.number), event.shiftKey);
  }

  const look = { fontSize: fontPx, lineHeight: `${rowPx}px`, "--number-columns": numberColumns } as CSSProperties;
  return (
    <div ref={frame} className={classes.frame} style={look}>
      <span ref={probe} className={classes.probe} aria-hidden />
      <div
        ref={scroller}
        className={classes.scroller}
        // A log in name and in kind, but a flood of lines must not be read aloud.
        role="log"
        aria-live="off"
        aria-label={props.label}
        tabIndex={0}
        data-wrap={wrap}
        data-about={times !== "off" || sourceNames !== undefined || undefined}
        onCopy={selection.onCopy}
        onKeyDown={selection.onKeyDown}
        onClick={pick}
      >
        <div className={classes.space} style={{ height: scroll.spacePx }}>
          <div className={classes.window} style={{ height: scroll.viewPx }}>
            <div ref={layer} className={classes.layer}>
              {snapshot.rows.map((row, at) => (
                <LogRow
                  key={snapshot.keys[at]}
                  row={row}
                  times={times}
                  zeroMs={props.zeroMs}
                  palette={palette}
                  sourceName={sourceNames?.[row.source]}
                  isSelected={!!selected && row.number >= selected.from && row.number <= selected.to}
                  isCurrent={row.index === props.currentIndex}
                  onExpand={feed.expand}
                />
              ))}
            </div>
          </div>
        </div>
      </div>
      {!isFollowing && (
        <button type="button" className={classes.toEnd} onClick={toEnd}>
          <IconArrowDown size={14} aria-hidden />
          <span className="jd-num">{unseenWords(unseen)}</span>
        </button>
      )}
    </div>
  );
}

/** How many lines have come since the reader left the end. */
function useUnseen(isFollowing: boolean, endNumber: number): number {
  // Who came to read a certain line has not left the end: nothing is new to them.
  const [seen, setSeen] = useState(Infinity);
  // While it follows everything is seen; the last such number is what counts afterwards.
  if (isFollowing && seen !== endNumber) setSeen(endNumber);
  return Math.max(0, endNumber - seen);
}

function unseenWords(count: number): string {
  if (count === 0) return "Go to the end";
  return count === 1 ? "1 new line" : `${count.toLocaleString("en")} new lines`;
}
