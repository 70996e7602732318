import { Skeleton } from "@mantine/core";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { CapacityTable } from "./CapacityTable.tsx";
import classes from "./Cluster.module.css";
import { ClusterSummary } from "./ClusterSummary.tsx";
import { DearestJobs } from "./DearestJobs.tsx";
import { IdleJobs } from "./IdleJobs.tsx";
import { Trends } from "./Trends.tsx";
import { useCluster } from "./useCluster.ts";
import { UsagePanel } from "./UsagePanel.tsx";
import { WaitingJobs } from "./WaitingJobs.tsx";

/** How full the cluster is, who uses it and what that costs: a page to be shown in a meeting. */
export default function ClusterPage() {
  const cluster = useCluster();
  return (
    <>
      <title>Cluster · Jobdeck</title>
      <div className={classes.pageHead}>
        <h1 className={classes.title}>Cluster</h1>
        {cluster.status === "loaded" && <span className={classes.muted}>{cluster.view.name}</span>}
      </div>
      {cluster.status === "loading" && <ClusterSkeleton />}
      {cluster.status === "failed" && <ErrorScreen error={cluster.error} retry={cluster.retry} />}
      {cluster.status === "loaded" && (
        <div className={classes.page}>
          <ClusterSummary view={cluster.view} />
          <div className={classes.columns}>
            <CapacityTable view={cluster.view} />
            <WaitingJobs view={cluster.view} />
          </div>
          <UsagePanel />
          <div className={classes.halves}>
            <IdleJobs jobs={cluster.view.activeJobs} />
            <DearestJobs activeJobs={cluster.view.activeJobs} />
          </div>
          <Trends view={cluster.view} />
        </div>
      )}
    </>
  );
}

function ClusterSkeleton() {
  return (
    <div className={classes.page} aria-hidden>
      <Skeleton height={84} radius={8} />
      <div className={classes.columns}>
        <Skeleton height={200} radius={8} />
        <Skeleton height={200} radius={8} />
      </div>
      <Skeleton height={320} radius={8} />
    </div>
  );
}
