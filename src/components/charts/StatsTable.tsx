import type { TrackStats } from "../../lib/telemetry/trackStats.ts";
import classes from "./Charts.module.css";
import { LineSwatch } from "./LineSwatch.tsx";
import type { Measure } from "./measures.ts";
import type { PlotSeries } from "./PlotCurves.tsx";

export interface StatsTableProps {
  readonly measure: Measure;
  readonly series: readonly PlotSeries[];
  /** In the order of the series; undefined where nothing was measured. */
  readonly stats: readonly (TrackStats | undefined)[];
  readonly isLive: boolean;
}

/** The numbers of several jobs beside each other. */
export function StatsTable({ measure, series, stats, isLive }: StatsTableProps) {
  const write = (value: number | undefined) => (value === undefined ? "–" : measure.formatCell(value));
  return (
    <table className={classes.stats} aria-label={`${measure.title} in numbers`}>
      <thead>
        <tr>
          <th scope="col">Job</th>
          <th scope="col">{isLive ? "Now" : "Last"}</th>
          <th scope="col">Mean</th>
          <th scope="col">p95</th>
          <th scope="col">Peak</th>
        </tr>
      </thead>
      <tbody>
        {series.map(({ id, label, color, dash }, index) => {
          const stat = stats[index];
          return (
            <tr key={id}>
              <th scope="row">
                <LineSwatch color={color} dash={dash} />
                <span className={classes.statsLabel}>{label}</span>
              </th>
              {[stat?.now, stat?.mean, stat?.p95, stat?.peak].map((value, column) => (
                <td key={column} className="jd-num">
                  {write(value)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
