import { useLayoutEffect, useRef } from "react";
import type { Job } from "../../../contract/job.ts";

/**
 * Keeps the rows that the user reads where they are when others appear or vanish above them.
 * @param filterKey names what the list shows; with another filter it is another list
 */
export function useSteadyScroll(jobs: readonly Job[], filterKey: string, rowHeightPx: number, listTopPx: number): void {
  const before = useRef({ jobs, filterKey });
  useLayoutEffect(() => {
    const last = before.current;
    before.current = { jobs, filterKey };
    if (last.filterKey !== filterKey) return;
    const shift = rowShift(last.jobs, jobs, Math.floor((window.scrollY - listTopPx) / rowHeightPx));
    if (shift !== 0) window.scrollBy({ top: shift * rowHeightPx, behavior: "instant" });
  }, [jobs, filterKey, rowHeightPx, listTopPx]);
}

/**
 * By how many rows the first row on the screen has moved.
 * @param firstVisible its index before the change; negative while the list's beginning is on the screen, where new rows
 * are to be seen
 */
export function rowShift(before: readonly Job[], after: readonly Job[], firstVisible: number): number {
  if (before === after || firstVisible < 0) return 0;
  const positions = new Map(after.map((job, index) => [job.id, index]));
  for (let index = firstVisible; index < before.length; index += 1) {
    const position = positions.get(before[index]?.id ?? "");
    if (position !== undefined) return position - index;
  }
  return 0;
}
