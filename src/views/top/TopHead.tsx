import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import classes from "./Top.module.css";
import { COLUMN_LABELS, nextTopSort, TOP_COLUMNS, type TopColumn, type TopSort } from "./topSort.ts";

export interface TopHeadProps {
  readonly sort: TopSort;
  readonly onSort: (sort: TopSort) => void;
  readonly hasGpus: boolean;
}

const GPU_COLUMNS: ReadonlySet<TopColumn> = new Set(["gpu", "gpuMemory"]);

/** The names of the columns; each sorts by its own. On a phone they are a line of choices. */
export function TopHead({ sort, onSort, hasGpus }: TopHeadProps) {
  const columns = TOP_COLUMNS.filter((column) => hasGpus || !GPU_COLUMNS.has(column));
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        {columns.map((column) => {
          const isSorted = sort.column === column;
          const direction = sort.isDescending ? "descending" : "ascending";
          const Arrow = sort.isDescending ? IconArrowDown : IconArrowUp;
          return (
            <div
              key={column}
              role="columnheader"
              aria-sort={isSorted ? direction : undefined}
              className={classes.headCell}
              data-column={column}
            >
              <button type="button" className={classes.headButton} onClick={() => onSort(nextTopSort(sort, column))}>
                {COLUMN_LABELS[column]}
                {isSorted && <Arrow size={12} aria-hidden />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
