import { Button } from "@mantine/core";
import type { LogSnapshot } from "./logFeed.ts";
import classes from "./LogPanel.module.css";

export interface LogNoticesProps {
  readonly snapshot: LogSnapshot;
  readonly onRefetch: () => void;
}

/** What is not shown, and how to get at it: nothing is left out in silence. */
export function LogNotices({ snapshot, onRefetch }: LogNoticesProps) {
  const { sources, start, end, search } = snapshot;
  const released = sources.reduce((sum, { firstNumber }) => sum + firstNumber, 0);
  const kept = sources.reduce((sum, { firstNumber, endNumber }) => sum + endNumber - firstNumber, 0);
  const isRefetching = sources.some((source) => source.isRefetching);
  const hidden = kept - (end - start);
  return (
    <>
      {(released > 0 || isRefetching) && (
        <p className={classes.notice}>
          <span className="jd-num">{released.toLocaleString("en")}</span> lines were released: the log is larger than
          what the browser may keep.{" "}
          <Button variant="default" size="compact-xs" loading={isRefetching} onClick={onRefetch}>
            Fetch again
          </Button>
        </p>
      )}
      {hidden > 0 && search.progress >= 1 && (
        <p className={classes.notice} role="status">
          {end - start === 0 ? "No line passes the filter: " : ""}
          <span className="jd-num">{hidden.toLocaleString("en")}</span> of{" "}
          <span className="jd-num">{kept.toLocaleString("en")}</span> lines are left out by the filter.
        </p>
      )}
    </>
  );
}
