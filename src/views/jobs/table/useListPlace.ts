import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useCallback, useMemo, useRef } from "react";
import { formatSort, parseSort, type JobSort } from "../../../lib/jobSort.ts";
import type { JobGroup } from "../../../paths.ts";

const route = getRouteApi("/app/jobs");

export interface ListPlace {
  readonly sort: JobSort;
  readonly group: JobGroup | undefined;
  /** The id of the job that is shown beside the list. */
  readonly previewId: string | undefined;
  readonly sortBy: (sort: JobSort) => void;
  readonly groupBy: (group: JobGroup | undefined) => void;
  /** Shows a job besides the list; undefined shows none. Pushed, it is left by the browser's way back too. */
  readonly preview: (jobId: string | undefined, how?: "replace" | "push") => void;
  /** Leaves a preview that was pushed. */
  readonly leavePreview: () => void;
  /** Shows only the jobs that this query finds. */
  readonly search: (query: string) => void;
}

/** Where the user is in the list, as the address says, and the ways to another place; what else it says is kept. */
export function useListPlace(): ListPlace {
  const { sort: sortWord, group, preview: previewId } = route.useSearch();
  const navigate = route.useNavigate();
  const go = useCallback(
    (change: { sort?: string; group?: JobGroup; preview?: string; q?: string }, replace = false) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace, resetScroll: false }),
    [navigate],
  );
  const { history } = useRouter();
  // Who came by a link has no list to go back to.
  const wasPushed = useRef(false);
  const sort = useMemo(() => parseSort(sortWord), [sortWord]);
  return {
    sort,
    group,
    previewId,
    sortBy: useCallback((to) => go({ sort: formatSort(to) }), [go]),
    groupBy: useCallback((to) => go({ group: to }), [go]),
    preview: useCallback(
      (jobId, how = "replace") => {
        wasPushed.current = how === "push" && jobId !== undefined;
        go({ preview: jobId }, !wasPushed.current);
      },
      [go],
    ),
    leavePreview: useCallback(() => {
      if (wasPushed.current) history.back();
      else go({ preview: undefined }, true);
    }, [go, history]),
    search: useCallback((query) => go({ q: query }), [go]),
  };
}
