import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { JobsToolbar } from "./JobsToolbar.tsx";
import { JobTable } from "./JobTable.tsx";
import { JobTableSkeleton } from "./JobTableSkeleton.tsx";
import { ListFoot } from "./ListFoot.tsx";
import type { ListFilter } from "./listView.ts";
import { NoJobs } from "./NoJobs.tsx";
import { NoMatch } from "./NoMatch.tsx";
import { StaleMark } from "./StaleMark.tsx";
import classes from "./JobsPage.module.css";
import { useJobList, type JobListState, type LoadedJobList } from "./useJobList.ts";

const route = getRouteApi("/app/jobs");

/** All jobs, newest first, live. */
export default function JobsPage() {
  const { q, status } = route.useSearch();
  const filter = useMemo((): ListFilter => ({ query: q ?? "", statuses: status ?? [] }), [q, status]);
  const list = useJobList(filter);
  return (
    <>
      <title>Jobs · Jobdeck</title>
      <div className={classes.head}>
        <h1 className={classes.title}>Jobs</h1>
        {list.state === "loaded" && list.stale && <StaleMark {...list.stale} />}
      </div>
      <ListBody list={list} filter={filter} />
    </>
  );
}

function ListBody({ list, filter }: { readonly list: JobListState; readonly filter: ListFilter }) {
  if (list.state === "failed") return <ErrorScreen error={list.error} retry={list.retry} />;
  if (list.state === "loaded" && list.loadedCount === 0 && filter.statuses.length === 0) return <NoJobs />;
  return (
    <>
      <JobsToolbar
        filter={filter}
        counts={list.state === "loaded" ? list.counts : undefined}
        isPartial={list.state === "loaded" && list.older !== undefined}
      />
      {list.state === "loading" ? <JobTableSkeleton /> : <LoadedList list={list} filter={filter} />}
    </>
  );
}

function LoadedList({ list, filter }: { readonly list: LoadedJobList; readonly filter: ListFilter }) {
  const filterKey = JSON.stringify(filter);
  return (
    <>
      {list.jobs.length > 0 ? (
        <JobTable jobs={list.jobs} filterKey={filterKey} />
      ) : (
        <NoMatch loadedCount={list.loadedCount} />
      )}
      <ListFoot shownCount={list.jobs.length} loadedCount={list.loadedCount} older={list.older} />
    </>
  );
}
