import { Skeleton } from "@mantine/core";
import { useMemo, useState, type ReactNode } from "react";
import type { Piece } from "../../lib/telemetry/joinTelemetry.ts";
import { trackOf, widened } from "../../lib/telemetry/track.ts";
import { statsOf, type TrackStats } from "../../lib/telemetry/trackStats.ts";
import { useOnScreen } from "../jobs/usage/useOnScreen.ts";
import classes from "./Charts.module.css";
import type { Crosshair } from "./crosshair.ts";
import type { ChartMark } from "./marks.ts";
import { LineSwatch } from "./LineSwatch.tsx";
import type { Measure } from "./measures.ts";
import { Plot } from "./Plot.tsx";
import type { PlotSeries } from "./PlotCurves.tsx";
import { StatsTable } from "./StatsTable.tsx";
import { steadyAxis, valueAxis, type ValueAxis } from "./ticks.ts";
import type { Clock, TimeAxis } from "./timeAxis.ts";

/** A job as a curve. */
export interface ChartLine {
  readonly jobId: string;
  readonly label: string;
  /** Undefined: the measure's own colour, for a job that is alone. */
  readonly color?: string | undefined;
  readonly dash?: string | undefined;
  readonly pieces: readonly Piece[];
  /** Is taken from its times, so that runs lie over each other. */
  readonly shiftMs: number;
}

export interface ChartCardProps {
  /** Whose chart it is, where there is one for each job. */
  readonly subject?: string | undefined;
  readonly measure: Measure;
  readonly lines: readonly ChartLine[];
  readonly time: TimeAxis;
  readonly clock: Clock;
  /** The span of time in words: "the last 5 minutes". */
  readonly spanWords: string;
  /** Whether the last values are those of now. */
  readonly isLive: boolean;
  readonly marks: readonly ChartMark[];
  readonly crosshair: Crosshair;
  /** The value axis reaches at least so far, so that charts beside each other have the same. */
  readonly leastPeak?: number | undefined;
  /** Names what is shown: another one begins with an axis of its own. */
  readonly viewKey: string;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onPan: (share: number) => void;
  readonly onReset: () => void;
}

/** One measure: its numbers and its curves. What is not on the screen stays as it was. */
export function ChartCard(props: ChartCardProps) {
  const { ref, isOnScreen } = useOnScreen();
  const [shown, setShown] = useState(props);
  if (isOnScreen && shown !== props) setShown(props);
  return (
    <section
      ref={ref}
      className={classes.card}
      aria-label={props.subject ? `${props.measure.title} of ${props.subject}` : props.measure.title}
      data-chart-card
    >
      <CardContent {...shown} />
    </section>
  );
}

function CardContent(props: ChartCardProps) {
  const { measure, lines, time, spanWords, isLive } = props;
  // Remembered, since a change of the axis renders this again: a day of samples is not gone through twice.
  const series = useMemo(() => seriesOf(lines, measure, time), [lines, measure, time]);
  const stats = useMemo(() => series.map(({ track }) => statsOf(track, time)), [series, time]);
  const peak = Math.max(props.leastPeak ?? 0, ...stats.map((stat) => stat?.peak ?? 0));
  const axis = useSteadyAxis(valueAxis(peak, measure.limit, measure.unit, measure.floor), props.viewKey);
  const [only] = series;
  return (
    <>
      <h2 className={classes.title}>
        {measure.title}
        {measure.axisUnit && <span className="jd-muted"> {measure.axisUnit}</span>}
        {only && props.subject !== undefined && (
          <span className={classes.subject}>
            <LineSwatch color={only.color} dash={only.dash} /> {props.subject}
          </span>
        )}
      </h2>
      {series.length === 1 && <Numbers measure={measure} stats={stats[0]} isLive={isLive} />}
      <Plot
        {...props}
        axis={axis}
        series={series}
        description={
          series.length === 1
            ? describe(measure, stats[0], spanWords, isLive, props.subject)
            : `${measure.title} of ${series.length} jobs over ${spanWords}; the table below has the numbers`
        }
      />
      {series.length > 1 && <StatsTable measure={measure} series={series} stats={stats} isLive={isLive} />}
    </>
  );
}

/** The highest value of any of the lines in a span of time. */
export function peakOf(lines: readonly ChartLine[], measure: Measure, time: TimeAxis): number {
  const stats = seriesOf(lines, measure, time).map(({ track }) => statsOf(track, time));
  return Math.max(0, ...stats.map((stat) => stat?.peak ?? 0));
}

function seriesOf(lines: readonly ChartLine[], measure: Measure, time: TimeAxis): PlotSeries[] {
  return lines.map(({ jobId, label, color, dash, pieces, shiftMs }) => ({
    ...{ id: jobId, label, dash },
    color: color ?? `var(--jd-chart-${measure.id})`,
    track: trackOf(pieces, measure.quantity, widened(time, pieces), shiftMs),
  }));
}

/** An axis that changes only when it must, or when something else is shown. */
function useSteadyAxis(fitting: ValueAxis, viewKey: string): ValueAxis {
  const [held, setHeld] = useState({ viewKey, axis: fitting });
  const axis = held.viewKey === viewKey ? steadyAxis(held.axis, fitting) : fitting;
  if (axis !== held.axis || held.viewKey !== viewKey) setHeld({ viewKey, axis });
  return axis;
}

interface NumbersProps {
  readonly measure: Measure;
  readonly stats: TrackStats | undefined;
  readonly isLive: boolean;
}

function Numbers({ measure, stats, isLive }: NumbersProps) {
  const write = (value: number | undefined) => (value === undefined ? "–" : measure.format(value));
  return (
    <dl className={classes.numbers} data-export>
      <div className={classes.now}>
        <dt className="jd-visually-hidden">{isLive ? "now" : "last"}</dt>
        <dd className="jd-num">{write(stats?.now)}</dd>
      </div>
      <NumberFact name="mean">{write(stats?.mean)}</NumberFact>
      <NumberFact name="p95">{write(stats?.p95)}</NumberFact>
      <NumberFact name="peak">{write(stats?.peak)}</NumberFact>
      {measure.limitText && <NumberFact name="limit">{measure.limitText}</NumberFact>}
    </dl>
  );
}

function NumberFact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="jd-num">{children}</dd>
    </div>
  );
}

function describe(
  measure: Measure,
  stats: TrackStats | undefined,
  spanWords: string,
  isLive: boolean,
  subject?: string,
): string {
  const title = subject === undefined ? measure.title : `${measure.title} of ${subject}`;
  if (!stats) return `${title}: nothing was measured over ${spanWords}`;
  const [last, average, high, highest] = [stats.now, stats.mean, stats.p95, stats.peak].map(measure.format);
  const limit = measure.limitText ? `, limit ${measure.limitText}` : "";
  const when = isLive ? "now" : "at last";
  return `${title} over ${spanWords}: ${when} ${last}, mean ${average}, p95 ${high}, peak ${highest}${limit}`;
}

/** A card's outline while nothing has been measured. */
export function ChartCardSkeleton({ title }: { readonly title: string }) {
  return (
    <section className={classes.card} aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.numbers} aria-hidden>
        <Skeleton height={28} width={120} />
      </div>
      <Skeleton className={classes.chart} aria-hidden />
    </section>
  );
}
