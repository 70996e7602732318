import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { LiveState } from "../../api/streams/liveStream.ts";
import { Reconnecting, StreamStatus } from "../logs/StreamStatus.tsx";
import classes from "./Charts.module.css";
import type { JobTelemetry } from "./useTelemetry.ts";

export interface TelemetryStatusProps {
  readonly telemetry: JobTelemetry;
  /** A span that stands still is shown, although the job goes on. */
  readonly isPaused: boolean;
}

/** What becomes of a job's measurements, and since when they are known. */
export function TelemetryStatus({ telemetry, isPaused }: TelemetryStatusProps) {
  const origin = originWords(telemetry);
  return (
    <div className={classes.statusRow}>
      {statusOf(telemetry, isPaused)}
      {origin && <span className={classes.origin}>{origin}</span>}
      {telemetry.historyError && (
        <Button variant="default" size="compact-xs" onClick={telemetry.retry}>
          Read it again
        </Button>
      )}
    </div>
  );
}

function statusOf({ live: { state, samples }, retry }: JobTelemetry, isPaused: boolean): ReactNode {
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
      return <StreamStatus tone={isPaused ? "over" : "live"}>{isPaused ? "Paused" : "Live"}</StreamStatus>;
    case "reconnecting":
      return <Reconnecting retryAtMs={state.retryAtMs} error={state.error} onRetry={retry} />;
    case "ended":
      return <StreamStatus tone="over">The job has ended</StreamStatus>;
    case "refused":
      return <RefusedStatus state={state} onRetry={retry} />;
  }
}

type Refused = Extract<LiveState, { status: "refused" }>;

function RefusedStatus({ state, onRetry }: { readonly state: Refused; readonly onRetry: () => void }) {
  return (
    <>
      <StreamStatus tone="error">{state.error.message}</StreamStatus>
      <Button variant="default" size="compact-xs" onClick={onRetry}>
        Try again
      </Button>
    </>
  );
}

/** From when the charts know, where that is not from the beginning. */
function originWords({ history, historyError, live }: JobTelemetry): string | undefined {
  const first = live.samples[0];
  const since = first && ` Measured here since ${new Date(first.timestampMs).toLocaleTimeString("en-GB")}.`;
  if (history === null) return `This platform keeps no history.${since ?? ""}`;
  return historyError ? `What was before could not be read.${since ?? ""}` : undefined;
}
