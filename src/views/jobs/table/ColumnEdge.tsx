import type { PointerEvent } from "react";
import { clampWidth, gridTemplate, minTableWidthPx, type JobColumn } from "../../../lib/jobColumns.ts";
import classes from "./Table.module.css";
import type { TableColumns } from "./useTableColumns.ts";

export interface ColumnEdgeProps {
  readonly column: JobColumn;
  readonly table: Pick<TableColumns, "columns" | "widths" | "choose">;
}

/** The edge of a column's head: dragged it sets the width, a double click gives the width back. Keys do it on the head. */
export function ColumnEdge({ column, table }: ColumnEdgeProps) {
  const { columns, widths, choose } = table;
  const begin = (event: PointerEvent<HTMLElement>) => {
    const edge = event.currentTarget;
    const grid = edge.closest<HTMLElement>("[data-columns]");
    const cell = edge.parentElement;
    if (event.button !== 0 || !grid || !cell) return;
    event.preventDefault();
    edge.setPointerCapture(event.pointerId);
    const offsetPx = cell.offsetWidth - event.clientX;
    const widthsAt = ({ clientX }: globalThis.PointerEvent) => ({
      ...widths,
      [column]: clampWidth(clientX + offsetPx),
    });
    // While it is dragged only the style changes: no row need be drawn again.
    const drag = (moved: globalThis.PointerEvent) => {
      grid.style.setProperty("--columns", gridTemplate(columns, widthsAt(moved)));
      grid.style.setProperty("--min-width", `${minTableWidthPx(columns, widthsAt(moved))}px`);
    };
    const end = (ended: globalThis.PointerEvent) => {
      edge.removeEventListener("pointermove", drag);
      edge.removeEventListener("lostpointercapture", end);
      choose({ widths: widthsAt(ended) });
    };
    edge.addEventListener("pointermove", drag);
    edge.addEventListener("lostpointercapture", end);
  };
  const reset = () => choose({ widths: { ...widths, [column]: undefined } });
  return <span aria-hidden className={classes.edge} data-edge={column} onPointerDown={begin} onDoubleClick={reset} />;
}
