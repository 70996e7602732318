import { useRef } from "react";
import type { Job } from "../../../contract/job.ts";
import { jobLabel } from "../../lib/shortId.ts";
import type { ChartLine } from "./ChartCard.tsx";
import { ChartCardSkeleton } from "./ChartCard.tsx";
import { ChartGrid, spanWords } from "./ChartGrid.tsx";
import classes from "./Charts.module.css";
import { ChartToolbar } from "./ChartToolbar.tsx";
import { measuresFor } from "./measures.ts";
import { goesOn, runSpanOf } from "./runSpan.ts";
import { TelemetryStatus } from "./TelemetryStatus.tsx";
import { timeAxisOf, type ChartView } from "./timeAxis.ts";
import { usePresent } from "./usePresent.ts";
import type { JobTelemetry } from "./useTelemetry.ts";

export interface MetricsPanelProps {
  readonly job: Job;
  readonly telemetry: JobTelemetry;
  readonly view: ChartView;
  readonly onView: (view: ChartView, isStep?: boolean) => void;
}

/** A job's telemetry as charts. */
export function MetricsPanel({ job, telemetry, view, onView }: MetricsPanelProps) {
  const { live, pieces } = telemetry;
  const charts = useRef<HTMLDivElement>(null);
  const isLive = goesOn(job);
  const presentMs = usePresent(isLive && live.state.status !== "live");
  const time = timeAxisOf(view, runSpanOf(job, live, presentMs));
  const measures = measuresFor([job.container.resources], pieces);
  const line: ChartLine = { jobId: job.id, label: jobLabel(job), pieces, shiftMs: 0 };
  return (
    <div className={classes.panel}>
      <ChartToolbar
        {...{ view, time, isLive, onView, charts }}
        status={<TelemetryStatus telemetry={telemetry} isPaused={isLive && view.range !== undefined} />}
        heading={`${jobLabel(job)}, ${spanWords(view, "clock")}`}
        runs={[{ jobId: job.id, pieces }]}
      />
      <div ref={charts}>
        {pieces.length === 0 ? (
          <div className={classes.cards}>
            {measures.map(({ id, title }) => (
              <ChartCardSkeleton key={id} title={title} />
            ))}
          </div>
        ) : (
          <ChartGrid
            {...{ measures, time, view, isLive, onView }}
            lines={[line]}
            clock="clock"
            transitions={job.transitions}
          />
        )}
      </div>
    </div>
  );
}
