import { create } from "zustand";

/** Which help over the page is open: the commands to choose from, or the list of keys. */
export type PaletteKind = "commands" | "shortcuts";

export const usePalette = create<{ readonly shown: PaletteKind | undefined }>(() => ({ shown: undefined }));

/** What had the focus before anything was open. */
let before: Element | null = null;

/** Opens one; without one, closes what is open. */
export function showPalette(shown: PaletteKind | undefined): void {
  if (usePalette.getState().shown === undefined) before = document.activeElement;
  usePalette.setState({ shown });
}

/** Gives the focus back to what had it, unless something else has taken it meanwhile. */
export function giveFocusBack(): void {
  if (document.activeElement === document.body && before instanceof HTMLElement) before.focus({ preventScroll: true });
  before = null;
}
