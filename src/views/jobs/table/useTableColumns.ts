import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import {
  gridTemplate,
  minTableWidthPx,
  readChoice,
  shownColumns,
  type ColumnChoice,
  type JobColumn,
} from "../../../lib/jobColumns.ts";
import { configQuery } from "../../../api/queries/config.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { keepColumns, listColumns, useListColumns } from "../../../state/listColumns.ts";
import { viewsKey } from "../../../state/savedViews.ts";

export interface TableColumns {
  /** In their order; the same array as long as nothing changes. */
  readonly columns: readonly JobColumn[];
  readonly widths: ColumnChoice["widths"];
  /** The row's grid, as a CSS value. */
  readonly template: string;
  /** What the columns need at least, in pixels. */
  readonly minWidthPx: number;
  /** Whether they need more than there is. */
  readonly overflows: boolean;
  /** For the element that holds the table: what fits in it is shown. */
  readonly observe: (element: HTMLElement | null) => (() => void) | undefined;
  /** Keeps a choice for this and later visits of the same person. */
  readonly choose: (change: Partial<ColumnChoice>) => void;
}

/** The list's columns as chosen, or as many of the default ones as there is room for. */
export function useTableColumns(): TableColumns {
  const { data: config } = useQuery(configQuery(useClient()));
  const userKey = viewsKey(config?.username ?? "");
  const stored = useListColumns(userKey);
  const choice = useMemo(() => readChoice(stored), [stored]);
  const [tableWidthPx, setTableWidthPx] = useState(() => window.innerWidth);
  const observe = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const measure = () => setTableWidthPx(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const key = shownColumns(choice, tableWidthPx).join(" ");
  const columns = useMemo(() => key.split(" ") as JobColumn[], [key]);
  const { widths } = choice;
  const minWidthPx = minTableWidthPx(columns, widths);
  return {
    columns,
    widths,
    template: useMemo(() => gridTemplate(columns, widths), [columns, widths]),
    minWidthPx,
    overflows: minWidthPx > tableWidthPx,
    observe,
    choose: useCallback((change) => keepColumns(userKey, { ...listColumns(userKey), ...change }), [userKey]),
  };
}
