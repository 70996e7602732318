import { Skeleton } from "@mantine/core";
import type { Telemetry } from "../../../contract/telemetry.ts";
import classes from "./Charts.module.css";
import type { Measure } from "./measures.ts";
import { seriesOf, summaryOf, type Summary } from "./series.ts";
import { TelemetryChart } from "./TelemetryChart.tsx";
import { valueAxis } from "./ticks.ts";

export interface ChartCardProps {
  readonly measure: Measure;
  readonly samples: readonly Telemetry[];
  readonly windowMs: number;
  /** The window in words: "5 minutes". */
  readonly windowLabel: string;
  readonly isLive: boolean;
}

/** One measure: its numbers and its curve. */
export function ChartCard({ measure, samples, windowMs, windowLabel, isLive }: ChartCardProps) {
  const points = seriesOf(samples, measure.valueOf, windowMs);
  const summary = summaryOf(points);
  const axis = valueAxis(summary?.peak ?? 0, measure.limit, measure.unit, measure.floor);
  return (
    <section className={classes.card} aria-label={measure.title}>
      <h2 className={classes.title}>{measure.title}</h2>
      <Numbers measure={measure} summary={summary} isLive={isLive} />
      <div
        className={classes.chart}
        role="img"
        aria-label={describe(measure, summary, windowLabel, isLive)}
        data-measure={measure.id}
      >
        <TelemetryChart
          measure={measure}
          points={points}
          axis={axis}
          windowMs={windowMs}
          endMs={samples.at(-1)?.timestampMs ?? 0}
          isLive={isLive}
        />
      </div>
    </section>
  );
}

interface NumbersProps {
  readonly measure: Measure;
  readonly summary: Summary | undefined;
  readonly isLive: boolean;
}

function Numbers({ measure, summary, isLive }: NumbersProps) {
  const write = (value: number | undefined) => (value === undefined ? "–" : measure.format(value));
  return (
    <dl className={classes.numbers}>
      <div className={classes.now}>
        <dt className="jd-visually-hidden">{isLive ? "Now" : "Last"}</dt>
        <dd className="jd-num">{write(summary?.now)}</dd>
      </div>
      <div>
        <dt>mean</dt>
        <dd className="jd-num">{write(summary?.mean)}</dd>
      </div>
      <div>
        <dt>peak</dt>
        <dd className="jd-num">{write(summary?.peak)}</dd>
      </div>
      {measure.limitText && (
        <div>
          <dt>limit</dt>
          <dd className="jd-num">{measure.limitText}</dd>
        </div>
      )}
    </dl>
  );
}

function describe(measure: Measure, summary: Summary | undefined, windowLabel: string, isLive: boolean): string {
  if (!summary) return `${measure.title}: nothing was measured in the last ${windowLabel}`;
  const { now, mean, peak } = summary;
  const limit = measure.limitText ? `, limit ${measure.limitText}` : "";
  const when = isLive ? `over the last ${windowLabel}: now` : `over the last measured ${windowLabel}: at last`;
  const [last, average, highest] = [now, mean, peak].map(measure.format);
  return `${measure.title} ${when} ${last}, mean ${average}, peak ${highest}${limit}`;
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
