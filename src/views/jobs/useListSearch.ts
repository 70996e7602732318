import { getRouteApi } from "@tanstack/react-router";
import type { JOB_STATUSES } from "../../../contract/status.ts";

const route = getRouteApi("/app/jobs");

/** Changes the list's filter in the address; what is empty is left out. */
export function useListSearch() {
  const navigate = route.useNavigate();
  return (change: { readonly q?: string; readonly status?: (typeof JOB_STATUSES)[number][] }) => {
    void navigate({
      search: (before) => {
        const { q, status, ...rest } = { ...before, ...change };
        return { ...rest, q: q === "" ? undefined : q, status: status?.length === 0 ? undefined : status };
      },
      replace: true,
      resetScroll: false,
    });
  };
}
