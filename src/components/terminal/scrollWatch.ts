import type { Terminal } from "@xterm/xterm";

/** The part of a terminal that tells how it scrolls. */
export type ScrollingTerminal = Pick<Terminal, "rows" | "buffer" | "options" | "parser">;

/**
 * Watches how a terminal scrolls.
 * @returns behind how many lines of plain text nothing is left of what it has now; undefined while no number is enough,
 * because a program has the whole screen, or has only a part of it scroll
 */
export function watchScrolling(terminal: ScrollingTerminal): () => number | undefined {
  let isPartial = false;
  const isNormal = () => terminal.buffer.active.type === "normal";
  // DECSTBM: the first and the last row that scroll; the whole screen's where they are left out.
  terminal.parser.registerCsiHandler({ final: "r" }, ([top = 0, bottom = 0]) => {
    if (isNormal()) isPartial = Number(top) > 1 || (Number(bottom) > 0 && Number(bottom) < terminal.rows);
    return false;
  });
  // DECSTR and RIS have all of it scroll again.
  terminal.parser.registerCsiHandler({ intermediates: "!", final: "p" }, () => {
    if (isNormal()) isPartial = false;
    return false;
  });
  terminal.parser.registerEscHandler({ final: "c" }, () => (isPartial = false));
  return () => {
    if (isPartial || !isNormal()) return undefined;
    // The cursor may stand above what was there: that must go by, too.
    return (terminal.options.scrollback ?? 0) + 2 * terminal.rows;
  };
}
