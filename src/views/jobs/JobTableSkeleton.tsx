import { Skeleton } from "@mantine/core";
import classes from "./JobTable.module.css";
import { COLUMNS, JobTableHead } from "./JobTableHead.tsx";
import skeleton from "./JobTableSkeleton.module.css";

const END_ALIGNED: ReadonlySet<string> = new Set(["created", "runTime"]);
const ROWS = Array.from({ length: 12 }, (_, index) => index);

/** The list's table while it loads, in its true size. */
export function JobTableSkeleton() {
  return (
    <div className={classes.table} aria-busy="true">
      <p className="jd-visually-hidden" role="status">
        Loading jobs
      </p>
      <div aria-hidden>
        <JobTableHead />
        {ROWS.map((row) => (
          <div key={row} className={`${classes.row} ${skeleton.row}`}>
            {COLUMNS.map(({ cell }) => (
              <span key={cell} className={classes[cell]}>
                <Skeleton
                  height={12}
                  width={cell === "name" ? "60%" : "80%"}
                  className={END_ALIGNED.has(cell) ? skeleton.end : undefined}
                />
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
