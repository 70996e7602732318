import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { DragEvent, KeyboardEvent, ReactNode } from "react";
import { clampWidth, COLUMN_TRAITS, moveColumn, type JobColumn } from "../../../lib/jobColumns.ts";
import { nextSort, type JobSort } from "../../../lib/jobSort.ts";
import { ColumnEdge } from "./ColumnEdge.tsx";
import { headClass } from "./cells.tsx";
import classes from "./Table.module.css";
import type { TableColumns } from "./useTableColumns.ts";

export interface TableHeadProps {
  readonly table: Pick<TableColumns, "columns" | "widths" | "choose">;
  readonly sort: JobSort;
  readonly onSort: (sort: JobSort) => void;
  /** The box that selects all. */
  readonly selectBox: ReactNode;
  /** What stands above the rows' buttons. */
  readonly corner: ReactNode;
}

const RESIZE_STEP_PX = 16;

/** The columns' names: a click sorts, the edge sets the width, dragging sets the place; keys do all of it too. */
export function TableHead({ table, sort, onSort, selectBox, corner }: TableHeadProps) {
  const tabStop = table.columns.includes(sort.column) ? sort.column : table.columns[0];
  return (
    <div role="row" aria-rowindex={1} className={classes.headRow}>
      <span role="columnheader" aria-label="Selected" className={classes.select}>
        {selectBox}
      </span>
      {table.columns.map((column) => (
        <HeadCell
          key={column}
          column={column}
          table={table}
          sort={sort}
          onSort={onSort}
          tabIndex={column === tabStop ? 0 : -1}
        />
      ))}
      <span role="columnheader" aria-label="Actions" className={classes.corner}>
        {corner}
      </span>
    </div>
  );
}

interface HeadCellProps extends Pick<TableHeadProps, "table" | "sort" | "onSort"> {
  readonly column: JobColumn;
  readonly tabIndex: number;
}

function HeadCell({ column, table, sort, onSort, tabIndex }: HeadCellProps) {
  const { label, isSortable } = COLUMN_TRAITS[column];
  const isSorted = sort.column === column;
  const Arrow = sort.isDescending ? IconArrowDown : IconArrowUp;
  return (
    <span
      role="columnheader"
      aria-sort={isSorted ? (sort.isDescending ? "descending" : "ascending") : isSortable ? "none" : undefined}
      data-column={column}
      className={`${headClass(column)} ${classes.headCell}`}
      onDragOver={(event) => event.dataTransfer.types.includes(DRAG_TYPE) && event.preventDefault()}
      onDrop={(event) => drop(event, table, column)}
    >
      <button
        type="button"
        className={classes.headButton}
        tabIndex={tabIndex}
        draggable
        aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight Alt+Shift+ArrowLeft Alt+Shift+ArrowRight"
        onDragStart={(event) => event.dataTransfer.setData(DRAG_TYPE, column)}
        onKeyDown={(event) => onHeadKey(event, table, column)}
        onClick={() => isSortable && onSort(nextSort(sort, column))}
      >
        {label}
        {isSorted && <Arrow size={12} aria-hidden className={classes.arrow} />}
      </button>
      <ColumnEdge column={column} table={table} />
    </span>
  );
}

const DRAG_TYPE = "application/x-jobdeck-column";

function drop(event: DragEvent, { columns, choose }: TableHeadProps["table"], target: JobColumn): void {
  const column = columns.find((candidate) => candidate === event.dataTransfer.getData(DRAG_TYPE));
  if (column === undefined) return;
  event.preventDefault();
  choose({ columns: moveColumn(columns, column, columns.indexOf(target)) });
}

/** Arrows go from head to head, with Shift they set the width, with Alt and Shift the place. */
function onHeadKey(event: KeyboardEvent<HTMLElement>, table: TableHeadProps["table"], column: JobColumn): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0 || event.ctrlKey || event.metaKey) return;
  const cell = event.currentTarget.parentElement;
  event.preventDefault();
  event.stopPropagation();
  if (event.altKey && event.shiftKey) {
    const { columns } = table;
    table.choose({ columns: moveColumn(columns, column, columns.indexOf(column) + step) });
  } else if (event.shiftKey) {
    const widthPx = table.widths[column] ?? cell?.offsetWidth ?? 0;
    table.choose({ widths: { ...table.widths, [column]: clampWidth(widthPx + step * RESIZE_STEP_PX) } });
  } else {
    const next = step > 0 ? cell?.nextElementSibling : cell?.previousElementSibling;
    next?.querySelector("button")?.focus();
  }
}
