import { useState } from "react";
import type { StatusItem } from "../../../contract/job.ts";
import type { ChartCardProps, ChartLine } from "./ChartCard.tsx";
import { ChartCard, peakOf } from "./ChartCard.tsx";
import classes from "./Charts.module.css";
import { createCrosshair } from "./crosshair.ts";
import { marksOf } from "./marks.ts";
import type { Measure } from "./measures.ts";
import type { ChartView, Clock, TimeAxis } from "./timeAxis.ts";
import { momentLabel, pannedBy } from "./timeAxis.ts";
import { CHART_WINDOWS } from "./windows.ts";

export interface ChartGridProps {
  readonly measures: readonly Measure[];
  readonly lines: readonly ChartLine[];
  readonly time: TimeAxis;
  readonly clock: Clock;
  readonly view: ChartView;
  readonly isLive: boolean;
  /** What happened to the job, oldest first; nothing where there are several. */
  readonly transitions: readonly StatusItem[];
  /** Whether each line has charts of its own, with the same axes. */
  readonly isSideBySide?: boolean;
  /** `isStep`: one of many small ones, not worth a way back of its own. */
  readonly onView: (view: ChartView, isStep?: boolean) => void;
}

/** A chart for each measure, under one crosshair; or, side by side, one for each measure of each line. */
export function ChartGrid(props: ChartGridProps) {
  const { measures, lines, time, clock, view, isLive, transitions, isSideBySide = false, onView } = props;
  const [crosshair] = useState(createCrosshair);
  const { window, range } = view;
  const shared = {
    ...{ time, clock, isLive, crosshair },
    spanWords: spanWords(view, clock),
    marks: marksOf(transitions, time.fromMs, time.toMs),
    viewKey: `${window} ${range?.fromMs} ${range?.toMs} ${clock}`,
    onZoom: (fromMs: number, toMs: number) =>
      onView({ window, range: { fromMs: Math.round(fromMs), toMs: Math.round(toMs) } }),
    onPan: (share: number) => onView({ window, range: pannedBy(time, share) }, true),
    onReset: () => range && onView({ window }),
  };
  if (!isSideBySide) {
    return (
      <div className={classes.cards}>
        {measures.map((measure) => (
          <ChartCard key={measure.id} {...shared} measure={measure} lines={lines} />
        ))}
      </div>
    );
  }
  return measures.map((measure) => <SideBySide key={measure.id} {...shared} measure={measure} lines={lines} />);
}

/** A measure of each line, up to the same value. */
function SideBySide({ lines, ...shared }: Omit<ChartCardProps, "subject" | "leastPeak">) {
  const leastPeak = peakOf(lines, shared.measure, shared.time);
  return (
    <div className={`${classes.cards} ${classes.sideBySide}`}>
      {lines.map((line) => (
        <ChartCard key={line.jobId} {...shared} lines={[line]} subject={line.label} leastPeak={leastPeak} />
      ))}
    </div>
  );
}

/** The span of time of a view in words. */
export function spanWords({ window, range }: ChartView, clock: Clock): string {
  if (range) {
    const [from, to] = [range.fromMs, range.toMs].map((timeMs) => momentLabel(timeMs, clock, range.toMs));
    return `${from} to ${to}`;
  }
  const { label } = CHART_WINDOWS[window];
  return clock === "start" ? label.replace("the last", "the first") : label;
}
