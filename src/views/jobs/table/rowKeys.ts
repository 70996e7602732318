/** What a key asks of the rows. */
export type RowCommand =
  | { readonly do: "move"; readonly by: "row" | "page" | "end"; readonly direction: 1 | -1; readonly extends: boolean }
  | { readonly do: "select" | "selectAll" | "open" | "forward" | "back" | "preview" | "clear" | "menu" };

type Keys = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

const MOVES: Readonly<Record<string, readonly [by: "row" | "page" | "end", direction: 1 | -1]>> = {
  ArrowDown: ["row", 1],
  ArrowUp: ["row", -1],
  j: ["row", 1],
  J: ["row", 1],
  k: ["row", -1],
  K: ["row", -1],
  PageDown: ["page", 1],
  PageUp: ["page", -1],
  End: ["end", 1],
  Home: ["end", -1],
};

const PLAIN: Readonly<Record<string, Exclude<RowCommand["do"], "move">>> = {
  " ": "select",
  Enter: "open",
  ArrowRight: "forward",
  ArrowLeft: "back",
  p: "preview",
  Escape: "clear",
  ContextMenu: "menu",
};

/** Reads a key pressed on the rows; undefined where it is none of theirs. */
export function rowCommand({ key, shiftKey, ctrlKey, metaKey, altKey }: Keys): RowCommand | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key === "a" && !shiftKey ? { do: "selectAll" } : undefined;
  const move = MOVES[key];
  if (move) return { do: "move", by: move[0], direction: move[1], extends: shiftKey };
  if (shiftKey) return key === "F10" ? { do: "menu" } : key === " " ? { do: "select" } : undefined;
  const command = PLAIN[key];
  return command && { do: command };
}
