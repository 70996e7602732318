import { Skeleton } from "@mantine/core";
import classes from "./Top.module.css";

/** The table's outline while its jobs are not known. */
export function TopSkeleton() {
  return (
    <div aria-hidden>
      <Skeleton height={66} className={classes.summary} />
      <Skeleton height={240} radius={8} />
    </div>
  );
}
