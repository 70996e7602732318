import { Reconnecting, StreamStatus } from "../../components/logs/StreamStatus.tsx";
import type { JobTelemetry } from "../../components/charts/useTelemetry.ts";
import { jobLabel } from "../../lib/shortId.ts";

/** What becomes of the measurements of all: the worst is said first. */
export function ComparedStatus({ telemetry }: { readonly telemetry: readonly JobTelemetry[] }) {
  for (const { job, live, retry } of telemetry) {
    if (live.state.status === "reconnecting") {
      return <Reconnecting retryAtMs={live.state.retryAtMs} error={live.state.error} onRetry={retry} />;
    }
    if (live.state.status === "refused") {
      return (
        <StreamStatus tone="error">
          {jobLabel(job)}: {live.state.error.message}
        </StreamStatus>
      );
    }
  }
  const unread = telemetry.find(({ historyError }) => historyError);
  if (unread)
    return <StreamStatus tone="error">What {jobLabel(unread.job)} used before could not be read.</StreamStatus>;
  if (telemetry.some(({ history }) => history === null)) {
    return (
      <StreamStatus tone="over">This platform keeps no history: curves begin when this page was opened.</StreamStatus>
    );
  }
  const liveCount = telemetry.filter(({ live }) => live.state.status === "live").length;
  if (liveCount > 0) return <StreamStatus tone="live">{liveCount} live</StreamStatus>;
  if (telemetry.every(({ live }) => live.state.status === "ended")) {
    return <StreamStatus tone="over">All have ended</StreamStatus>;
  }
  return <StreamStatus tone="busy">Waiting for samples…</StreamStatus>;
}
