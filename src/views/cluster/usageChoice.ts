import { getRouteApi } from "@tanstack/react-router";
import type { UsageGroup } from "../../../contract/usage.ts";

const route = getRouteApi("/app/cluster");

export type UsagePer = "day" | "week";

/** Two weeks day by day, or eight weeks. */
export function dayCount(per: UsagePer): number {
  return per === "day" ? 14 : 56;
}

export interface UsageChoice {
  readonly by: UsageGroup;
  readonly per: UsagePer;
  readonly choose: (change: { readonly by?: UsageGroup; readonly per?: UsagePer }) => void;
}

/** By what use and cost are put together, and a day or a week each; the address says it. */
export function useUsageChoice(): UsageChoice {
  const search = route.useSearch();
  const by: UsageGroup = search.by ?? "owner";
  const per: UsagePer = search.per ?? "day";
  const navigate = route.useNavigate();
  const choose = (change: { readonly by?: UsageGroup; readonly per?: UsagePer }) =>
    void navigate({
      search: (before) => ({
        ...before,
        ...(change.by ? { by: change.by === "owner" ? undefined : change.by } : {}),
        ...(change.per ? { per: change.per === "day" ? undefined : change.per } : {}),
      }),
      replace: true,
      resetScroll: false,
    });
  return { by, per, choose };
}
