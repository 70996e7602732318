import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { ViewBook } from "../lib/savedView.ts";
import { NO_CHOICE, type ColumnChoice } from "../lib/jobColumns.ts";

/** What a user likes, kept in this browser. */
export interface Preferences {
  readonly logWrap: boolean;
  /** How a log line's time is shown. */
  readonly logTimes: "off" | "local" | "utc" | "relative";
  readonly logFontPx: number;
  /** JSON lines are shown as a message and its fields. */
  readonly logJson: boolean;
  /** How much of a log the browser keeps, in megabytes. */
  readonly logCapMb: number;
  /** Terminals offer their text to screen readers, at the cost of some speed. */
  readonly terminalScreenReader: boolean;
  readonly terminalFontSizePx: number;
  /** What is selected in a terminal is copied at once. */
  readonly terminalCopyOnSelect: boolean;
  /** A paste of many lines into a terminal is asked about. */
  readonly terminalPasteGuard: boolean;
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
  logTimes: "off",
  logFontPx: 12.5,
  logJson: false,
  logCapMb: 1000,
  terminalScreenReader: false,
  terminalFontSizePx: 13,
  terminalCopyOnSelect: false,
  terminalPasteGuard: true,
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
