import plain from "../../ui/plainButton.module.css";
import classes from "./JobsPage.module.css";
import type { OlderJobs } from "./useJobList.ts";
import { useListSearch } from "./useListSearch.ts";

export interface ListFootProps {
  readonly q: string;
  readonly shownCount: number;
  readonly loadedCount: number;
  readonly isArriving: boolean;
  readonly older: OlderJobs | undefined;
}

/** How many jobs are shown, and the way to older ones. */
export function ListFoot({ q, shownCount, loadedCount, isArriving, older }: ListFootProps) {
  return (
    <div className={classes.foot}>
      <span className="jd-num" role="status">
        {countWords(shownCount, loadedCount)}
        {isArriving && " so far"}
      </span>
      {older?.error && (
        <span className={classes.footError} role="alert">
          Older jobs could not be loaded: {older.error.message}
        </span>
      )}
      {older && <Older q={q} older={older} />}
    </div>
  );
}

function Older({ q, older }: { readonly q: string; readonly older: OlderJobs }) {
  const { pick } = useListSearch();
  const { fullFromMs } = older;
  if (fullFromMs === undefined) {
    return (
      <button
        type="button"
        className={`${plain.button} ${plain.compact}`}
        disabled={older.isLoading}
        onClick={older.load}
      >
        {older.isLoading ? "Loading older jobs…" : "Load older jobs"}
      </button>
    );
  }
  // A list holds no more: the older ones take the place of these. Of several bounds the earliest holds.
  const until = new Date(fullFromMs).toISOString();
  return (
    <button type="button" className={`${plain.button} ${plain.compact}`} onClick={() => pick(`${q} until:${until}`)}>
      Show the older ones instead
    </button>
  );
}

function countWords(shown: number, loaded: number): string {
  const total = `${loaded} job${loaded === 1 ? "" : "s"}`;
  return shown === loaded ? total : `${shown} of ${total}`;
}
