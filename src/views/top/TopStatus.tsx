import { Button } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { Reconnecting, StreamStatus } from "../../components/logs/StreamStatus.tsx";
import type { TopFeed } from "../../state/topFeed.ts";

export interface TopStatusProps {
  readonly feed: TopFeed;
  readonly isPaused: boolean;
  /** Undefined while it is not known. */
  readonly jobCount: number | undefined;
}

/** Whether what is shown is what is now. */
export function TopStatus({ feed, isPaused, jobCount }: TopStatusProps) {
  const state = useSyncExternalStore(feed.subscribe, feed.getState);
  if (isPaused) return <StreamStatus tone="over">Paused</StreamStatus>;
  if (jobCount === undefined) return null;
  switch (state.status) {
    case "connecting":
      return <StreamStatus tone="busy">Connecting…</StreamStatus>;
    case "live":
      return <StreamStatus tone="live">Live, {jobCount === 1 ? "1 job" : `${jobCount} jobs`}</StreamStatus>;
    case "missing":
      return (
        <StreamStatus tone="live">
          Live, measured by this browser since it was opened, at most 40 jobs at a time
        </StreamStatus>
      );
    case "reconnecting":
      return <Reconnecting retryAtMs={state.retryAtMs} error={state.error} onRetry={feed.retryNow} />;
    case "refused":
      return (
        <>
          <StreamStatus tone="error">{state.error.message}</StreamStatus>
          <Button variant="default" size="compact-xs" onClick={() => window.location.reload()}>
            Load again
          </Button>
        </>
      );
  }
}
