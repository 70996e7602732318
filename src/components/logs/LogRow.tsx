import { memo, type CSSProperties } from "react";
import { formatBytes } from "../../../contract/sizes.ts";
import { parseAnsiLine, type AnsiSpan } from "../../lib/ansi.ts";
import { ansiColors, type AnsiPalette } from "../../lib/ansiColor.ts";
import { PLAIN_STYLE } from "../../lib/ansiStyle.ts";
import type { BufferedLine } from "../../lib/logBuffer.ts";
import { formatLogTime } from "./logTime.ts";
import classes from "./LogView.module.css";

export interface LogRowProps {
  readonly line: BufferedLine;
  readonly showTime: boolean;
  readonly palette: AnsiPalette;
}

/** One line of a log. What the job wrote is only ever text here, never markup. */
export const LogRow = memo(function LogRow({ line, showTime, palette }: LogRowProps) {
  const { spans } = parseAnsiLine(line.text, line.startStyle);
  return (
    <>
      {showTime && (
        <time className={`jd-num ${classes.time}`} dateTime={new Date(line.timestampMs).toISOString()}>
          {formatLogTime(line.timestampMs)}
        </time>
      )}
      <span className={classes.text} data-log-text>
        {spans.map((span, index) => (
          <Span key={index} span={span} palette={palette} />
        ))}
        {line.cutBytes > 0 && (
          <span className={classes.cutLine}>… {formatBytes(line.cutBytes)} more of this line are in the download</span>
        )}
      </span>
    </>
  );
});

function Span({ span: { text, style }, palette }: { readonly span: AnsiSpan; readonly palette: AnsiPalette }) {
  if (style === PLAIN_STYLE) return text;
  const look: CSSProperties = ansiColors(style, palette);
  if (style.bold) look.fontWeight = 700;
  if (style.italic) look.fontStyle = "italic";
  const lines = [style.underline && "underline", style.strikethrough && "line-through"].filter(Boolean);
  if (lines.length > 0) look.textDecorationLine = lines.join(" ");
  return <span style={look}>{text}</span>;
}
