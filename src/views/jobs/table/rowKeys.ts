import { shortcutIn, type PressedKey } from "../../../lib/shortcuts/keys.ts";
import type { ShortcutId } from "../../../lib/shortcuts/table.ts";

/** What a key asks of the rows. */
export type RowCommand =
  | { readonly do: "move"; readonly by: "row" | "page" | "end"; readonly direction: 1 | -1; readonly extends: boolean }
  | { readonly do: "select" | "selectAll" | "open" | "forward" | "back" | "preview" | "clear" | "menu" };

const move = (by: "row" | "page" | "end", direction: 1 | -1, isSelecting = false): RowCommand => ({
  ...{ do: "move", by, direction },
  extends: isSelecting,
});

const COMMANDS: Partial<Readonly<Record<ShortcutId, RowCommand>>> = {
  rowDown: move("row", 1),
  rowUp: move("row", -1),
  rowPageDown: move("page", 1),
  rowPageUp: move("page", -1),
  rowLast: move("end", 1),
  rowFirst: move("end", -1),
  rowSelectDown: move("row", 1, true),
  rowSelectUp: move("row", -1, true),
  rowSelectPageDown: move("page", 1, true),
  rowSelectPageUp: move("page", -1, true),
  rowSelectLast: move("end", 1, true),
  rowSelectFirst: move("end", -1, true),
  rowSelect: { do: "select" },
  rowSelectAll: { do: "selectAll" },
  rowOpen: { do: "open" },
  rowForward: { do: "forward" },
  rowBack: { do: "back" },
  rowPreview: { do: "preview" },
  rowMenu: { do: "menu" },
  rowClear: { do: "clear" },
};

/** Reads a key pressed on the rows; undefined where it is none of theirs. */
export function rowCommand(pressed: PressedKey): RowCommand | undefined {
  const id = shortcutIn("rows", pressed);
  return id && COMMANDS[id];
}
