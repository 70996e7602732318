import { Button } from "@mantine/core";
import classes from "./JobsPage.module.css";
import type { OlderJobs } from "./useJobList.ts";

export interface ListFootProps {
  readonly shownCount: number;
  readonly loadedCount: number;
  readonly older: OlderJobs | undefined;
}

/** How many jobs are shown, and the way to older ones. */
export function ListFoot({ shownCount, loadedCount, older }: ListFootProps) {
  return (
    <div className={classes.foot}>
      <span className="jd-num" role="status">
        {countWords(shownCount, loadedCount)}
      </span>
      {older?.error && (
        <span className={classes.footError} role="alert">
          Older jobs could not be loaded: {older.error.message}
        </span>
      )}
      {older && (
        <Button variant="default" size="compact-sm" loading={older.isLoading} onClick={older.load}>
          Load older jobs
        </Button>
      )}
    </div>
  );
}

function countWords(shown: number, loaded: number): string {
  const total = `${loaded} job${loaded === 1 ? "" : "s"}`;
  return shown === loaded ? total : `${shown} of ${total}`;
}
