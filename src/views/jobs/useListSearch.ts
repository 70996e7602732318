import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import type { SearchAddress } from "../../components/search/SearchField.tsx";

const route = getRouteApi("/app/jobs");

/** The list's query in the address. */
export function useListSearch(): SearchAddress {
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
