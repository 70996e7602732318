/** A value at one moment; undefined is a gap. */
export interface SparkPoint {
  readonly timestampMs: number;
  readonly value: number | undefined;
}

/** What a sparkline shows: a span of time that ends at `toMs`, from 0 to `ceiling`. */
export interface SparkFrame {
  readonly toMs: number;
  readonly spanMs: number;
  readonly ceiling: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Draws points, oldest first, as the data of an SVG path: one step a pixel column, the highest value in each, so that
 * peaks stay visible however many samples there are. A gap lifts the pen.
 */
export function sparkPath(points: readonly SparkPoint[], frame: SparkFrame): string {
  const { toMs, spanMs, ceiling, widthPx, heightPx } = frame;
  const y = (value: number) => round(heightPx - (Math.min(value, ceiling) / ceiling) * heightPx);
  const segments: string[] = [];
  let pen: "M" | "L" = "M";
  let column = -1;
  let highest = 0;
  const draw = () => {
    if (column < 0) return;
    segments.push(`${pen}${column} ${y(highest)}`);
    pen = "L";
    column = -1;
  };
  for (const { timestampMs, value } of points) {
    const x = Math.floor(((timestampMs - toMs) / spanMs + 1) * widthPx);
    if (x < 0) continue;
    if (value === undefined) {
      draw();
      pen = "M";
      continue;
    }
    if (x !== column) {
      draw();
      column = x;
      highest = value;
    } else {
      highest = Math.max(highest, value);
    }
  }
  draw();
  return segments.join("");
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
