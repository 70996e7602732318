import { memo, type CSSProperties } from "react";
import { formatBytes } from "../../../contract/sizes.ts";
import { ansiColors, type AnsiPalette } from "../../lib/ansiColor.ts";
import type { LogRow as Row } from "../../lib/logStore/drawRow.ts";
import type { LogPiece } from "../../lib/logStore/pieces.ts";
import type { RowPlace } from "../../lib/logStore/rowOrder.ts";
import { formatLogTime, type TimeMode } from "./logTime.ts";
import classes from "./LogView.module.css";

export interface LogRowProps {
  readonly row: Row;
  readonly times: TimeMode;
  /** What relative times count from, milliseconds since the epoch. */
  readonly zeroMs: number;
  readonly palette: AnsiPalette;
  /** The name of the row's log, where several are shown. */
  readonly sourceName: string | undefined;
  readonly isSelected: boolean;
  readonly isCurrent: boolean;
  readonly onExpand: (place: RowPlace) => void;
}

/** One line of a log. What the job wrote is only ever text here, never markup. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { row, times, zeroMs, palette, sourceName, onExpand } = props;
  return (
    <div className={classes.entry} data-index={row.index}>
      {row.restartedAtMs !== undefined && (
        <div className={classes.restart}>
          The job was restarted at {new Date(row.restartedAtMs).toLocaleTimeString("en", { hour12: false })}
        </div>
      )}
      <div
        className={classes.row}
        data-number={row.number}
        data-level={row.level}
        data-gap={row.isAfterGap}
        data-match={row.isMatch}
        data-selected={props.isSelected || undefined}
        data-current={props.isCurrent || undefined}
      >
        <span className={classes.number} data-n={row.number + 1} aria-hidden />
        {sourceName !== undefined && (
          <span className={classes.source} data-source={row.source % 6}>
            {sourceName}
          </span>
        )}
        {times !== "off" && (
          <time
            className={`jd-num ${classes.time}`}
            data-mode={times}
            dateTime={new Date(row.timestampMs).toISOString()}
            title={new Date(row.timestampMs).toISOString()}
          >
            {formatLogTime(row.timestampMs, times, zeroMs)}
          </time>
        )}
        <span className={classes.text} data-log-text data-stderr={row.isStderr}>
          {row.pieces.map((piece, index) => (
            <Piece key={index} piece={piece} palette={palette} />
          ))}
          {row.cutBytes > 0 && (
            <button type="button" className={classes.cutLine} onClick={() => onExpand(row)}>
              … {formatBytes(row.cutBytes)} more: show
            </button>
          )}
        </span>
      </div>
    </div>
  );
});

function Piece({ piece, palette }: { readonly piece: LogPiece; readonly palette: AnsiPalette }) {
  const { text, style, link, mark, isKey } = piece;
  if (!style && link === undefined && mark === undefined && !isKey) return text;
  const look: CSSProperties = style ? { ...ansiColors(style, palette) } : {};
  if (style?.bold) look.fontWeight = 700;
  if (style?.italic) look.fontStyle = "italic";
  const lines = [style?.underline && "underline", style?.strikethrough && "line-through"].filter(Boolean);
  if (lines.length > 0) look.textDecorationLine = lines.join(" ");
  const names = { className: isKey ? classes.key : undefined, "data-mark": mark === undefined ? undefined : mark % 7 };
  if (mark !== undefined) {
    // The mark's own colours must be legible, whatever the program chose.
    delete look.color;
    delete look.backgroundColor;
  }
  if (link === undefined) {
    return (
      <span {...names} style={look}>
        {text}
      </span>
    );
  }
  return (
    <a {...names} style={look} href={link} target="_blank" rel="noopener noreferrer nofollow" tabIndex={-1}>
      {text}
    </a>
  );
}
