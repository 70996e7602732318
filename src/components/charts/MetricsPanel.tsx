import { Button, SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import type { Resources } from "../../../contract/container.ts";
import type { LiveState } from "../../api/streams/liveStream.ts";
import type { TelemetrySnapshot } from "../../state/telemetry.ts";
import { Reconnecting, StreamStatus } from "../logs/StreamStatus.tsx";
import { ChartCard, ChartCardSkeleton } from "./ChartCard.tsx";
import classes from "./Charts.module.css";
import { measuresOf } from "./measures.ts";
import { CHART_WINDOWS, type ChartWindow } from "./windows.ts";

export interface MetricsPanelProps {
  readonly snapshot: TelemetrySnapshot;
  readonly resources: Resources;
  readonly window: ChartWindow;
  readonly onWindow: (window: ChartWindow) => void;
  readonly onRetry: () => void;
}

/** A job's telemetry as charts. */
export function MetricsPanel({ snapshot, resources, window, onWindow, onRetry }: MetricsPanelProps) {
  const { state, samples } = snapshot;
  const { ms, label } = CHART_WINDOWS[window];
  const measures = measuresOf(resources, samples);
  return (
    <div className={classes.panel}>
      <div className={classes.toolbar}>
        {statusOf(snapshot, onRetry)}
        <SegmentedControl
          size="xs"
          aria-label="Time window"
          value={window}
          onChange={onWindow}
          data={Object.entries(CHART_WINDOWS).map(([value, { shortLabel }]) => ({
            value: value as ChartWindow,
            label: shortLabel,
          }))}
        />
      </div>
      <div className={classes.cards}>
        {measures.map((measure) =>
          samples.length === 0 ? (
            <ChartCardSkeleton key={measure.id} title={measure.title} />
          ) : (
            <ChartCard
              key={measure.id}
              measure={measure}
              samples={samples}
              windowMs={ms}
              windowLabel={label}
              isLive={state.status === "live"}
            />
          ),
        )}
      </div>
    </div>
  );
}

function statusOf({ state, samples }: TelemetrySnapshot, onRetry: () => void): ReactNode {
  switch (state.status) {
    case "connecting":
      return (
        <StreamStatus tone="busy">
          {samples.length === 0 ? "Waiting for the first sample…" : "Connecting…"}
        </StreamStatus>
      );
    case "waiting":
      return <StreamStatus tone="busy">{state.message}</StreamStatus>;
    case "live":
      return <StreamStatus tone="live">Live</StreamStatus>;
    case "reconnecting":
      return <Reconnecting retryAtMs={state.retryAtMs} error={state.error} onRetry={onRetry} />;
    case "ended":
      return <StreamStatus tone="over">{endedWords(samples)}</StreamStatus>;
    case "refused":
      return <RefusedStatus state={state} onRetry={onRetry} />;
  }
}

type Refused = Extract<LiveState, { status: "refused" }>;

function RefusedStatus({ state, onRetry }: { readonly state: Refused; readonly onRetry: () => void }) {
  return (
    <div className={classes.toolbar}>
      <StreamStatus tone="error">{state.error.message}</StreamStatus>
      <Button variant="default" size="compact-xs" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

function endedWords(samples: TelemetrySnapshot["samples"]): string {
  const first = samples[0];
  if (!first) return "The job has ended";
  return `The job has ended. Measured here since ${new Date(first.timestampMs).toLocaleTimeString("en-GB")}`;
}
