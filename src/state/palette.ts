import { create } from "zustand";

/** Which help over the page is open: the commands to choose from, or the list of keys. */
export type PaletteKind = "commands" | "shortcuts";

export const usePalette = create<{ readonly shown: PaletteKind | undefined }>(() => ({ shown: undefined }));

/** Opens one; without one, closes what is open. */
export function showPalette(shown: PaletteKind | undefined): void {
  usePalette.setState({ shown });
}
