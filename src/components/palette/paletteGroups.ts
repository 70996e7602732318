import type { Job } from "../../../contract/job.ts";
import type { ShortcutId } from "../../lib/shortcuts/table.ts";

/** A line of the palette. */
export interface PaletteOption {
  readonly id: string;
  readonly label: string;
  /** The job that it is about, shown with how it does. */
  readonly job?: Job;
  readonly shortcut?: ShortcutId | undefined;
  readonly run: () => void;
}

export interface PaletteGroup {
  readonly name: string;
  readonly options: readonly PaletteOption[];
}
