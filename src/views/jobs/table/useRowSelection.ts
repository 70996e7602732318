import { useCallback, useMemo, type Dispatch, type SetStateAction } from "react";
import type { Job } from "../../../../contract/job.ts";
import { NO_SELECTION, selectRange, toggleAll, toggleRow, type RowSelection } from "../../../lib/rowSelection.ts";

export interface SelectedRows {
  readonly ids: ReadonlySet<string>;
  /** Those selected that are in the list, as they are now. */
  readonly jobs: readonly Job[];
  readonly toggle: (id: string) => void;
  /** @param order the ids of the rows as they stand; @param fromId where the range begins if nothing was selected */
  readonly extend: (order: readonly string[], toId: string, fromId?: string) => void;
  /** @param all everything that is listed */
  readonly toggleAll: (all: readonly Job[]) => void;
  readonly clear: () => void;
}

const NO_JOBS: readonly Job[] = [];

/** A selection as `useState` keeps it: by whoever outlives the rows, which become cards and rows again. */
export type SelectionState = readonly [RowSelection, Dispatch<SetStateAction<RowSelection>>];

/** Which of these jobs are selected. */
export function useRowSelection(jobs: readonly Job[], [selection, setSelection]: SelectionState): SelectedRows {
  const selected = useMemo(
    () => (selection.ids.size === 0 ? NO_JOBS : jobs.filter((job) => selection.ids.has(job.id))),
    [jobs, selection.ids],
  );
  return {
    ids: selection.ids,
    jobs: selected,
    toggle: useCallback((id) => setSelection((before) => toggleRow(before, id)), [setSelection]),
    extend: useCallback(
      (order, toId, fromId) => setSelection((before) => selectRange(before, order, toId, fromId)),
      [setSelection],
    ),
    toggleAll: useCallback((all) => setSelection((before) => toggleAll(before, idsOf(all))), [setSelection]),
    clear: useCallback(() => setSelection(NO_SELECTION), [setSelection]),
  };
}

function idsOf(jobs: readonly Job[]): string[] {
  return jobs.map((job) => job.id);
}
