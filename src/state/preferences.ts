import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { ViewBook } from "../lib/savedView.ts";
import { NO_CHOICE, type ColumnChoice } from "../lib/jobColumns.ts";

/** What a user likes, kept in this browser. */
export interface Preferences {
  readonly logWrap: boolean;
  readonly logTimestamps: boolean;
  /** Terminals offer their text to screen readers, at the cost of some speed. */
  readonly terminalScreenReader: boolean;
  /** The last start request's image and preset, offered first next time. */
  readonly lastImage: string | undefined;
  readonly lastPreset: string | undefined;
  /** Named views of the list, by user and server. */
  readonly savedViews: Readonly<Record<string, ViewBook>>;
  /** The list's columns by user and server; read with `readChoice`, as another release may have written it. */
  readonly columnsByUser: Readonly<Record<string, ColumnChoice>>;
  /** The columns of whoever has chosen none: an earlier release kept them by browser. */
  readonly jobColumns: ColumnChoice;
}

const defaults: Preferences = {
  logWrap: true,
  logTimestamps: false,
  terminalScreenReader: false,
  lastImage: undefined,
  lastPreset: undefined,
  savedViews: {},
  columnsByUser: {},
  jobColumns: NO_CHOICE,
};

export const usePreferences = create<Preferences>()(persist(() => defaults, { name: "jobdeck.preferences" }));

/** Changes some preferences and keeps the others. */
export function setPreferences(change: Partial<Preferences>): void {
  usePreferences.setState(change);
}
