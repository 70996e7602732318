import type { JobGroup } from "../paths.ts";

/** What of the list's address belongs to a view; what is left out is as it is without. */
export interface ViewSearch {
  readonly q?: string;
  readonly sort?: string;
  readonly group?: JobGroup;
}

/** A way of looking at the list, under a name. */
export interface SavedView {
  readonly name: string;
  readonly search: ViewSearch;
  /** The columns as the table keeps them; undefined where it kept none. */
  readonly columns: unknown;
}

/** The views of one user on one server, in the order of their names. */
export interface ViewBook {
  readonly views: readonly SavedView[];
  /** The name of the view that the list opens with. */
  readonly defaultName?: string;
}
