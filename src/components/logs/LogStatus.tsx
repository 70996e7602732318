import { Button } from "@mantine/core";
import type { Job } from "../../../contract/job.ts";
import type { LiveState } from "../../api/streams/liveStream.ts";
import { jobStatusWords, statusLabel } from "../../lib/reasons.ts";
import classes from "./StreamStatus.module.css";
import { Reconnecting, StreamStatus } from "./StreamStatus.tsx";

/** What becomes of one log, or of several together, which have ended once all of them have. */
export type LogState = LiveState | { readonly status: "allEnded"; readonly jobs: readonly Job[] };

export interface LogStatusProps {
  readonly state: LogState;
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
    case "allEnded":
      return <StreamStatus tone="over">{allEndWords(state.jobs)}</StreamStatus>;
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

/** "All ended: 2 succeeded, 1 failed". */
function allEndWords(jobs: readonly Job[]): string {
  const counts = new Map<string, number>();
  for (const { status } of jobs) {
    const label = statusLabel(status).toLowerCase();
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return `All ended: ${[...counts].map(([label, count]) => `${count} ${label}`).join(", ")}`;
}
