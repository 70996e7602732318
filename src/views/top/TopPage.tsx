import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Job } from "../../../contract/job.ts";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../../components/ClientContext.ts";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import type { SearchAddress } from "../../components/search/SearchField.tsx";
import { topFeed } from "../../state/topFeed.ts";
import { GroupTable } from "./GroupTable.tsx";
import { NoneRunning } from "./NoneRunning.tsx";
import classes from "./Top.module.css";
import { TopSkeleton } from "./TopSkeleton.tsx";
import { formatTopSort, parseTopSort, type TopSort } from "./topSort.ts";
import { TopStatus } from "./TopStatus.tsx";
import { TopSummary } from "./TopSummary.tsx";
import { TopTable } from "./TopTable.tsx";
import { TopToolbar, type TopBy } from "./TopToolbar.tsx";
import { gpuCount } from "./totals.ts";
import { MOST_TOP_JOBS, useTopJobs } from "./useTopJobs.ts";

const route = getRouteApi("/app/top");

/** All running jobs, or those that are looked for, and what each uses at this moment. */
export default function TopPage() {
  const { q = "", sort: sortWord, by } = route.useSearch();
  const navigate = route.useNavigate();
  const found = useTopJobs(q);
  const [pausedJobs, setPausedJobs] = useState<readonly Job[]>();
  const jobs = pausedJobs ?? found.jobs;
  const feed = topFeed(useClient());
  useSyncExternalStore(feed.subscribe, feed.getState);
  useEffect(() => {
    if (found.jobs) feed.pick(found.jobs.map(({ id }) => id));
  }, [feed, found.jobs]);
  useEffect(() => {
    feed.setPaused(pausedJobs !== undefined);
    return () => feed.setPaused(false);
  }, [feed, pausedJobs]);
  const hasGpus = useHasGpus(jobs);
  const sort = parseTopSort(sortWord);
  const search = (change: Partial<{ q: string; sort: TopSort; by: TopBy | undefined }>, replace = true) =>
    void navigate({
      search: (before) => ({
        ...before,
        ...("q" in change ? { q: change.q === "" ? undefined : change.q } : {}),
        ...(change.sort ? { sort: formatTopSort(change.sort) } : {}),
        ...("by" in change ? { by: change.by } : {}),
      }),
      replace,
      resetScroll: false,
    });
  const address: SearchAddress = {
    type: (next) => search({ q: next.trim() }),
    pick: (next) => search({ q: next.trim() }, false),
  };
  return (
    <>
      <title>Top · Jobdeck</title>
      <div className={classes.pageHead}>
        <h1 className={classes.title}>Top</h1>
        <TopStatus feed={feed} isPaused={pausedJobs !== undefined} jobCount={jobs?.length} />
      </div>
      <TopToolbar
        q={q}
        address={address}
        context={found.context}
        jobs={found.running}
        by={by}
        isPaused={pausedJobs !== undefined}
        onBy={(next) => search({ by: next }, false)}
        onPause={() => setPausedJobs(pausedJobs ? undefined : found.jobs)}
      />
      {jobs === undefined && (found.error ? <ErrorScreen error={found.error} retry={found.retry} /> : <TopSkeleton />)}
      {jobs?.length === 0 && (
        <NoneRunning runningCount={found.running?.length ?? 0} onAll={() => search({ q: "" }, false)} />
      )}
      {jobs !== undefined && jobs.length > 0 && (
        <>
          <TopSummary jobs={jobs} feed={feed} />
          {by === undefined ? (
            <TopTable jobs={jobs} feed={feed} sort={sort} hasGpus={hasGpus} onSort={(next) => search({ sort: next })} />
          ) : (
            <GroupTable jobs={jobs} feed={feed} by={by} hasGpus={hasGpus} />
          )}
          {found.foundCount > MOST_TOP_JOBS && (
            <p className={classes.note}>
              The newest {MOST_TOP_JOBS} of {found.foundCount} running jobs are measured. Filter to see others.
            </p>
          )}
        </>
      )}
    </>
  );
}

/** Columns of GPUs are there where the cluster has some, or a job holds one. */
function useHasGpus(jobs: readonly Job[] | undefined): boolean {
  const { data: config } = useQuery(configQuery(useClient()));
  const inPresets = config?.clusters.some(({ presets }) =>
    presets.some(({ nvidiaGpu, amdGpu, intelGpu }) => nvidiaGpu ?? amdGpu ?? intelGpu),
  );
  return inPresets === true || (jobs ?? []).some((job) => gpuCount(job.container.resources) > 0);
}
