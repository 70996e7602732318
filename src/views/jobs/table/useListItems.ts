import { useMemo, useState } from "react";
import type { Job } from "../../../../contract/job.ts";
import { listItems, type JobGroupRow, type ListItem } from "../../../lib/jobGroups.ts";
import { sortJobs } from "../../../lib/jobSort.ts";
import { useHeldJobs } from "./useHeldJobs.ts";
import type { ListPlace } from "./useListPlace.ts";

export interface ListItems {
  /** What is listed, in its order, those of closed groups too. */
  readonly jobs: readonly Job[];
  /** The rows: jobs, and groups before theirs. */
  readonly items: readonly ListItem[];
  /** How many new jobs wait to be shown. */
  readonly waitingCount: number;
  readonly showWaiting: () => void;
  readonly closedKeys: ReadonlySet<string>;
  /** @param close undefined for the opposite of what is */
  readonly toggleGroup: (group: JobGroupRow, close?: boolean) => void;
}

/**
 * The rows of the list, in the order and the groups of its place.
 * @param jobs newest first
 * @param isBusy while the user is, new jobs wait
 */
export function useListItems(
  jobs: readonly Job[],
  filterKey: string,
  { sort, group }: Pick<ListPlace, "sort" | "group">,
  isBusy: boolean,
): ListItems {
  const held = useHeldJobs(jobs, filterKey, isBusy);
  const [closedKeys, setClosedKeys] = useState<ReadonlySet<string>>(new Set());
  const sorted = useMemo(() => sortJobs(held.shown, sort), [held.shown, sort]);
  const items = useMemo(() => listItems(sorted, group, closedKeys), [sorted, group, closedKeys]);
  const toggleGroup = ({ key }: JobGroupRow, close?: boolean) =>
    setClosedKeys((before) => {
      const next = new Set(before);
      if (close ?? !before.has(key)) next.add(key);
      else next.delete(key);
      return next;
    });
  return {
    jobs: sorted,
    items,
    waitingCount: held.waitingCount,
    showWaiting: held.showAll,
    closedKeys,
    toggleGroup,
  };
}
