import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";

const route = getRouteApi("/app/jobs");

/** Changes the list's query in the address; what else the address says is kept. */
export interface ListSearch {
  /** While typing: takes the place of the present entry of the history. */
  readonly type: (q: string) => void;
  /** A step of its own in the history. `from` is what to come back to when the present entry is half typed. */
  readonly pick: (q: string, from?: string) => void;
}

export function useListSearch(): ListSearch {
  const navigate = route.useNavigate();
  const go = useCallback(
    (q: string, replace: boolean) =>
      navigate({ search: (before) => ({ ...before, q: q.trim() || undefined }), replace, resetScroll: false }),
    [navigate],
  );
  return {
    type: useCallback((q) => void go(q, true), [go]),
    pick: useCallback(
      (q, from) => void (from === undefined ? go(q, false) : go(from, true).then(() => go(q, false))),
      [go],
    ),
  };
}
