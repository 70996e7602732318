import { Button } from "@mantine/core";
import type { LiveState } from "../../api/streams/liveStream.ts";
import { jobStatusWords } from "../../lib/reasons.ts";
import classes from "./StreamStatus.module.css";
import { Reconnecting, StreamStatus } from "./StreamStatus.tsx";

export interface LogStatusProps {
  readonly state: LiveState;
  readonly onRetry: () => void;
}

/** What becomes of the log. */
export function LogStatus({ state, onRetry }: LogStatusProps) {
  switch (state.status) {
    case "connecting":
      return <StreamStatus tone="busy">Connecting…</StreamStatus>;
    case "waiting":
      return <StreamStatus tone="busy">Waiting for the job</StreamStatus>;
    case "live":
      return <StreamStatus tone="live">Live</StreamStatus>;
    case "reconnecting":
      return <Reconnecting retryAtMs={state.retryAtMs} error={state.error} onRetry={onRetry} />;
    case "ended":
      return <StreamStatus tone="over">{endWords(state.job)}</StreamStatus>;
    case "refused":
      return (
        <div className={classes.reconnecting}>
          <StreamStatus tone="error">{state.error.message}</StreamStatus>
          <Button variant="default" size="compact-xs" onClick={onRetry}>
            Try again
          </Button>
        </div>
      );
  }
}

function endWords(job: Extract<LiveState, { status: "ended" }>["job"]): string {
  const { title } = jobStatusWords(job);
  const { exitCode } = job.history;
  const saysCode = exitCode === undefined || title.includes("exit code");
  return `Ended: ${title}${saysCode ? "" : `, exit code ${exitCode}`}`;
}
