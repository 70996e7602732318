import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTickingText } from "../jobs/clock.ts";
import classes from "./StreamStatus.module.css";

export interface StreamStatusProps {
  /** Shown as a mark beside the words, which say the same. */
  readonly tone: "live" | "busy" | "over" | "error";
  readonly children: ReactNode;
}

/** What becomes of a stream, in a few words; changes are announced. */
export function StreamStatus({ tone, children }: StreamStatusProps) {
  return (
    <div className={classes.status} role="status">
      <span className={classes.mark} data-tone={tone} aria-hidden />
      <span className={classes.text}>{children}</span>
    </div>
  );
}

export interface ReconnectingProps {
  readonly retryAtMs: number;
  /** Why the connection is gone. */
  readonly error: Error;
  readonly onRetry: () => void;
}

/** A stream that comes back by itself, and can be told to do so now. */
export function Reconnecting({ retryAtMs, error, onRetry }: ReconnectingProps) {
  // The seconds tick for the eye alone: announced every second they would drown everything else.
  const seconds = useTickingText((nowMs) => String(Math.max(0, Math.ceil((retryAtMs - nowMs) / 1000))));
  return (
    <div className={classes.reconnecting}>
      <StreamStatus tone="busy">
        <span title={error.message}>
          Reconnecting
          <span className="jd-num" aria-hidden>
            {" "}
            in {seconds} s
          </span>
        </span>
      </StreamStatus>
      <Button variant="default" size="compact-xs" onClick={onRetry}>
        Retry now
      </Button>
    </div>
  );
}
