import { useState } from "react";
import type { StatusItem } from "../../../contract/job.ts";
import type { ChartLine } from "./ChartCard.tsx";
import { ChartCard } from "./ChartCard.tsx";
import classes from "./Charts.module.css";
import { createCrosshair } from "./crosshair.ts";
import { marksOf } from "./marks.ts";
import type { Measure } from "./measures.ts";
import type { ChartView, Clock, TimeAxis } from "./timeAxis.ts";
import { momentLabel } from "./timeAxis.ts";
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
  readonly onView: (view: ChartView) => void;
}

/** A chart for each measure, under one crosshair. */
export function ChartGrid({ measures, lines, time, clock, view, isLive, transitions, onView }: ChartGridProps) {
  const [crosshair] = useState(createCrosshair);
  const { window, range } = view;
  return (
    <div className={classes.cards}>
      {measures.map((measure) => (
        <ChartCard
          key={measure.id}
          {...{ measure, lines, time, clock, isLive, crosshair }}
          spanWords={spanWords(view, clock)}
          marks={marksOf(transitions, time.fromMs, time.toMs)}
          viewKey={`${window} ${range?.fromMs} ${range?.toMs} ${clock}`}
          onZoom={(fromMs, toMs) => onView({ window, range: { fromMs: Math.round(fromMs), toMs: Math.round(toMs) } })}
          onReset={() => range && onView({ window })}
        />
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
