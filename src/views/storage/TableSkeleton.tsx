import { Skeleton } from "@mantine/core";
import classes from "./StoragePage.module.css";

const ROWS = ["a", "b", "c", "d", "e", "f"];

/** A table while it loads, in rows of their true height. */
export function TableSkeleton() {
  return (
    <div className={classes.frame} aria-busy="true">
      <p className="jd-visually-hidden" role="status">
        Loading
      </p>
      <table className={classes.table} aria-hidden>
        <thead>
          <tr>
            <th />
          </tr>
        </thead>
        <tbody>
          {ROWS.map((row) => (
            <tr key={row}>
              <td>
                <Skeleton height={12} width="40%" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
