import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useDeferredValue, useMemo, useState } from "react";
import type { Job } from "../../../contract/job.ts";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../../components/ClientContext.ts";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { useTickingText } from "../../components/jobs/clock.ts";
import { lazyAhead } from "../../components/lazyAhead.ts";
import type { SearchContext } from "../../lib/jobSearch/matchJobs.ts";
import { withOwnProblems } from "../../lib/jobSearch/ownJobs.ts";
import { parseQuery } from "../../lib/jobSearch/parseQuery.ts";
import { JobTable } from "./JobTable.tsx";
import { JobTableSkeleton } from "./JobTableSkeleton.tsx";
import { ListFoot } from "./ListFoot.tsx";
import { NoMatch } from "./NoMatch.tsx";
import { StaleMark } from "./StaleMark.tsx";
import classes from "./JobsPage.module.css";
import { useDefaultView } from "./search/useDefaultView.ts";
import { useJobList, type JobListState, type LoadedJobList } from "./useJobList.ts";

const { Part: JobsToolbar, preload } = lazyAhead(() => import("./JobsToolbar.tsx"));
preload();
const NoJobs = lazy(() => import("./NoJobs.tsx"));

const route = getRouteApi("/app/jobs");
const MINUTE_MS = 60_000;
const isIdle = (job: Job) => job.idle !== undefined;

/** All jobs, newest first, live. */
export default function JobsPage() {
  const { data: config, isError } = useQuery(configQuery(useClient()));
  const person = config?.username;
  const isKnown = config !== undefined || isError;
  const isEntering = useDefaultView(useMemo(() => (isKnown ? { name: person ?? "" } : undefined), [isKnown, person]));
  return (
    <>
      <title>Jobs · Jobdeck</title>
      {isEntering ? (
        <JobTableSkeleton />
      ) : (
        <JobsList person={person} isNobody={config !== undefined && person === undefined} />
      )}
    </>
  );
}

interface JobsListProps {
  readonly person: string | undefined;
  /** The platform does not say who asks. */
  readonly isNobody: boolean;
}

function JobsList({ person, isNobody }: JobsListProps) {
  const { q = "" } = route.useSearch();
  // The field follows every keystroke; the list follows as fast as it can be drawn.
  const shownQ = useDeferredValue(q);
  const nowMs = useMinute();
  const context = useMemo((): SearchContext => ({ person, isNobody, nowMs, isIdle }), [person, isNobody, nowMs]);
  const query = useMemo(() => withOwnProblems(parseQuery(shownQ), isNobody), [shownQ, isNobody]);
  const list = useJobList(query, context);
  const isLoaded = list.state === "loaded";
  // A first visit has nothing to search; once it is there it stays, whatever is loaded.
  const [hasToolbar, setHasToolbar] = useState(q !== "");
  if (!hasToolbar && list.state !== "loading") setHasToolbar(true);
  return (
    <>
      <div className={classes.head}>
        <h1 className={classes.title}>Jobs</h1>
        {isLoaded && list.stale && <StaleMark {...list.stale} />}
      </div>
      {isLoaded && list.loadedCount === 0 && q === "" && shownQ === "" ? (
        <Suspense>
          <NoJobs />
        </Suspense>
      ) : (
        <>
          {hasToolbar ? (
            <JobsToolbar
              fallback={<div className={classes.toolbarSpace} />}
              q={q}
              query={query}
              context={context}
              counts={isLoaded ? list.counts : undefined}
              idleCount={isLoaded ? list.idleCount : 0}
              isPartial={isLoaded && list.isPartial}
            />
          ) : (
            <div className={classes.toolbarSpace} />
          )}
          <ListBody list={list} filterKey={shownQ} />
        </>
      )}
    </>
  );
}

/** The present minute, in milliseconds since the epoch: what "the last hour" is moves on with it. */
function useMinute(): number {
  return Number(useTickingText((nowMs) => String(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS)));
}

function ListBody({ list, filterKey }: { readonly list: JobListState; readonly filterKey: string }) {
  switch (list.state) {
    case "failed":
      return <ErrorScreen error={list.error} retry={list.retry} />;
    case "loading":
      return <JobTableSkeleton />;
    case "loaded":
      return <LoadedList list={list} filterKey={filterKey} />;
  }
}

function LoadedList({ list, filterKey }: { readonly list: LoadedJobList; readonly filterKey: string }) {
  const isEmpty = list.jobs.length === 0;
  // While nothing matches the table waits as it was: to make all of its rows anew would be felt at the next key.
  const [last, setLast] = useState({ jobs: list.jobs, filterKey });
  if (!isEmpty && (last.jobs !== list.jobs || last.filterKey !== filterKey)) setLast({ jobs: list.jobs, filterKey });
  return (
    <>
      {last.jobs.length > 0 && (
        <div className={isEmpty ? classes.away : undefined}>
          <JobTable jobs={last.jobs} filterKey={last.filterKey} />
        </div>
      )}
      {isEmpty && <NoMatch loadedCount={list.loadedCount} />}
      <ListFoot
        q={filterKey}
        shownCount={list.jobs.length}
        loadedCount={list.loadedCount}
        isArriving={list.isArriving}
        older={list.older}
      />
    </>
  );
}
