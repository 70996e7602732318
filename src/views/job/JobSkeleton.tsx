import { Skeleton } from "@mantine/core";
import { PageTabsSkeleton } from "../../components/shell/PageTabs.tsx";
import classes from "./JobPage.module.css";

/** The page's own outline while the job is being read. */
export function JobSkeleton() {
  return (
    <div className={classes.page} role="status" aria-label="Loading the job">
      <div className={classes.header} aria-hidden>
        <Skeleton height={18} width={64} />
        <div className={classes.titleRow}>
          <Skeleton height={28} width={240} />
          <Skeleton height={20} width={90} />
        </div>
        <Skeleton height={20} width="min(560px, 100%)" />
      </div>
      <PageTabsSkeleton />
      <Skeleton className={classes.panel} mih={320} aria-hidden />
    </div>
  );
}
