import { useCallback, useMemo, useState } from "react";
import {
  gridTemplate,
  minTableWidthPx,
  readChoice,
  shownColumns,
  type ColumnChoice,
  type JobColumn,
} from "../../../lib/jobColumns.ts";
import { setPreferences, usePreferences } from "../../../state/preferences.ts";

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
}

/** The list's columns as chosen, or as many of the default ones as there is room for. */
export function useTableColumns(): TableColumns {
  const stored = usePreferences((preferences) => preferences.jobColumns);
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
  };
}

/** Keeps a choice of columns for this and later visits. */
export function chooseColumns(change: Partial<ColumnChoice>): void {
  const before = readChoice(usePreferences.getState().jobColumns);
  setPreferences({ jobColumns: { ...before, ...change } });
}
