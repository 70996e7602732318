import type { Telemetry } from "../../../../contract/telemetry.ts";
import type { Measure } from "../../charts/measures.ts";
import { seriesOf } from "../../charts/series.ts";
import classes from "./JobUsage.module.css";
import { sparkPath } from "./sparkPath.ts";

const WIDTH_PX = 48;
const HEIGHT_PX = 14;
const SPAN_MS = 5 * 60_000;

export interface SparklineProps {
  readonly measure: Measure;
  /** Oldest first. */
  readonly samples: readonly Telemetry[];
}

/** One measure of the last five minutes as a small line, with its value now. */
export function Sparkline({ measure, samples }: SparklineProps) {
  const last = samples.at(-1);
  const now = last && measure.valueOf(last);
  const points = seriesOf(samples, measure.valueOf, SPAN_MS);
  const peak = points.reduce((highest, { value }) => Math.max(highest, value ?? 0), 0);
  const path = sparkPath(points, {
    toMs: last?.timestampMs ?? 0,
    spanMs: SPAN_MS,
    ceiling: Math.max(peak, measure.limit ?? measure.floor),
    widthPx: WIDTH_PX,
    heightPx: HEIGHT_PX,
  });
  const words = now === undefined ? "not measured yet" : measure.format(now);
  const limit = measure.limitText === undefined ? "" : ` of ${measure.limitText}`;
  return (
    <span
      className={classes.measure}
      data-measure={measure.id}
      role="img"
      aria-label={`${measure.title} ${words}${now === undefined ? "" : limit}`}
      title={`${measure.title}: ${words}${now === undefined ? "" : limit}`}
    >
      <svg width={WIDTH_PX} height={HEIGHT_PX} className={classes.line} aria-hidden>
        <path d={path} />
      </svg>
      <span className={`jd-num ${classes.value}`}>{now === undefined ? "–" : shortValue(measure, now)}</span>
    </span>
  );
}

/** The unit of processors goes without saying where there is little room. */
function shortValue(measure: Measure, value: number): string {
  return measure.id === "cpu" ? value.toFixed(value >= 9.995 ? 1 : 2) : measure.format(value);
}
