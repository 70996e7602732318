/** A key that keyboards on glass lack. */
export type TouchKey = "Escape" | "Tab" | "ArrowLeft" | "ArrowDown" | "ArrowUp" | "ArrowRight";

const ESCAPE = "\u001b";
const ARROWS = { ArrowUp: "A", ArrowDown: "B", ArrowRight: "C", ArrowLeft: "D" } as const;
/** The bits that Ctrl leaves of a character. */
const CONTROL_MASK = 0x1f;

export interface KeyState {
  readonly isControlHeld: boolean;
  /** The program has asked for cursor keys of its own (DECCKM), as vim does. */
  readonly isApplication: boolean;
}

/** What a terminal sends for a key. @see https://invisible-island.net/xterm/ctlseqs/ctlseqs.html "PC-Style Function Keys" */
export function keyText(key: TouchKey, { isControlHeld, isApplication }: KeyState): string {
  if (key === "Escape") return ESCAPE;
  if (key === "Tab") return "\t";
  if (isControlHeld) return `${ESCAPE}[1;5${ARROWS[key]}`;
  return `${ESCAPE}${isApplication ? "O" : "["}${ARROWS[key]}`;
}

/** What Ctrl makes of what was typed: a control character of a letter or of one of `@[\]^_? `; undefined of anything else. */
export function controlText(typed: string): string | undefined {
  if (typed === "?") return "\u007f";
  if (typed === " ") return "\u0000";
  return /^[@-_a-z]$/.test(typed) ? String.fromCharCode(typed.charCodeAt(0) & CONTROL_MASK) : undefined;
}
