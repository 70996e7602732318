import { Skeleton } from "@mantine/core";
import classes from "./StartPage.module.css";

/** The start page while it learns what there is to run on. */
export function StartSkeleton() {
  return (
    <div className={classes.page} aria-busy="true" aria-label="Loading">
      <h1 className={classes.title}>Start a job</h1>
      <div className={classes.fields}>
        <Skeleton height={258} />
        <Skeleton height={160} />
        <Skeleton height={210} />
      </div>
      <Skeleton height={220} />
    </div>
  );
}
