import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { hasDefaultViews, restoreColumns, useSavedViews, viewsKey } from "../../../state/savedViews.ts";

const route = getRouteApi("/app/jobs");

/**
 * Opens the list with the user's default view when it is entered by its bare address.
 * @param user whose list it is; undefined while that is not known
 * @returns whether the list's address may still change for that reason
 */
export function useDefaultView(user: { readonly name: string } | undefined): boolean {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isBare = Object.values(search).every((value) => value === undefined);
  const [isEntering, setIsEntering] = useState(() => isBare && hasDefaultViews());
  const key = viewsKey(user?.name ?? "");
  const { views, defaultName } = useSavedViews(key);
  const view = views.find(({ name }) => name === defaultName);
  const hasToMove = isEntering && isBare && view !== undefined;
  if (isEntering && user && !hasToMove) setIsEntering(false);
  useEffect(() => {
    if (!hasToMove || !user) return;
    // What the address is to say is known only now that it is known who asks.
    restoreColumns(key, view);
    void navigate({ search: view.search, replace: true });
  }, [hasToMove, user, key, view, navigate]);
  return isEntering;
}
