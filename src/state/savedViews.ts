import { readChoice } from "../lib/jobColumns.ts";
import type { SavedView, ViewBook, ViewSearch } from "../lib/savedView.ts";
import { keepColumns, listColumns } from "./listColumns.ts";
import { setPreferences, usePreferences } from "./preferences.ts";

const EMPTY: ViewBook = { views: [] };

/** Whose views: a browser may be shared, and so may its storage by several servers behind one address. */
export function viewsKey(userName: string): string {
  return `${userName}@${window.location.origin}`;
}

/** The views of a key, kept up to date. */
export function useSavedViews(key: string): ViewBook {
  return usePreferences((preferences) => preferences.savedViews[key] ?? EMPTY);
}

/** Whether anybody has a view that the list opens with: only then it is worth waiting to know who asks. */
export function hasDefaultViews(): boolean {
  return Object.values(usePreferences.getState().savedViews).some(({ defaultName }) => defaultName !== undefined);
}

/** Keeps a view with the table's present columns; one of the same name is replaced. */
export function saveView(key: string, name: string, search: ViewSearch): void {
  const columns = listColumns(key);
  change(key, (book) => ({ ...book, views: sorted([...others(book, name), { name, search, columns }]) }));
}

/** Gives a view another name; one that has it already is replaced. */
export function renameView(key: string, from: string, to: string): void {
  change(key, (book) => {
    const view = book.views.find(({ name }) => name === from);
    if (!view || from === to) return book;
    const rest = book.views.filter(({ name }) => name !== from && name !== to);
    const defaultName = book.defaultName === from ? to : book.defaultName;
    return { views: sorted([...rest, { ...view, name: to }]), defaultName };
  });
}

export function deleteView(key: string, name: string): void {
  change(key, (book) => ({
    views: others(book, name),
    defaultName: book.defaultName === name ? undefined : book.defaultName,
  }));
}

/** Has the list open with a view, or as it is when undefined. */
export function setDefaultView(key: string, name: string | undefined): void {
  change(key, (book) => ({ ...book, defaultName: name }));
}

/** Gives the table the columns that a view was saved with. */
export function restoreColumns(key: string, { columns }: SavedView): void {
  if (columns !== undefined) keepColumns(key, readChoice(columns));
}

function change(key: string, edit: (book: ViewBook) => ViewBook): void {
  const { savedViews } = usePreferences.getState();
  setPreferences({ savedViews: { ...savedViews, [key]: edit(savedViews[key] ?? EMPTY) } });
}

function others(book: ViewBook, name: string): SavedView[] {
  return book.views.filter((view) => view.name !== name);
}

function sorted(views: SavedView[]): SavedView[] {
  return views.sort((a, b) => a.name.localeCompare(b.name));
}
