import { getRouteApi } from "@tanstack/react-router";
import type { SavedView, ViewBook, ViewSearch } from "../../../lib/savedView.ts";
import { restoreColumns, useSavedViews, viewsKey } from "../../../state/savedViews.ts";

const route = getRouteApi("/app/jobs");

export interface Views extends ViewBook {
  /** Under which the views are kept. */
  readonly key: string;
  /** What of the address a view would keep. */
  readonly present: ViewSearch;
  /** The view that is on the screen. */
  readonly current: SavedView | undefined;
  readonly open: (view: SavedView) => void;
}

/** The views of a user and which of them is on the screen. */
export function useViews(userName: string): Views {
  const key = viewsKey(userName);
  const book = useSavedViews(key);
  const { q, sort, group } = route.useSearch();
  const navigate = route.useNavigate();
  const present: ViewSearch = { q, sort, group };
  return {
    ...book,
    key,
    present,
    current: book.views.find(({ search }) => isSame(search, present)),
    open: (view) => {
      restoreColumns(key, view);
      void navigate({ search: view.search, resetScroll: false });
    },
  };
}

function isSame(a: ViewSearch, b: ViewSearch): boolean {
  return a.q === b.q && a.sort === b.sort && a.group === b.group;
}
