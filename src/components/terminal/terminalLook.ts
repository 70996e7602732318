import type { ISearchDecorationOptions } from "@xterm/addon-search";
import type { ITheme } from "@xterm/xterm";
import { ANSI_PALETTES } from "../../lib/ansiColor.ts";

/** How a terminal looks, to whom it speaks, and what it does with the clipboard. */
export interface TerminalLook {
  readonly scheme: "light" | "dark";
  readonly screenReader: boolean;
  readonly fontSizePx: number;
  readonly copiesOnSelect: boolean;
  readonly guardsPaste: boolean;
}

const FONT = '"JetBrains Mono Variable", ui-monospace, monospace';

export function fontOf({ fontSizePx }: TerminalLook) {
  return { fontFamily: FONT, fontSize: fontSizePx, lineHeight: 1.2 };
}

/** Our palette of the scheme. */
export function themeOf({ scheme }: TerminalLook): ITheme {
  const { foreground, background, named } = ANSI_PALETTES[scheme];
  const [black, red, green, yellow, blue, magenta, cyan, white] = named;
  const [brightBlack, brightRed, brightGreen, brightYellow, brightBlue, brightMagenta, brightCyan, brightWhite] =
    named.slice(8);
  return {
    ...{ foreground, background, cursor: foreground, cursorAccent: background },
    selectionBackground: scheme === "dark" ? "#3d5ccc99" : "#bac8f7",
    ...{ black, red, green, yellow, blue, magenta, cyan, white },
    ...{ brightBlack, brightRed, brightGreen, brightYellow, brightBlue, brightMagenta, brightCyan, brightWhite },
  };
}

/** Marks of all matches, and of the one that is shown. */
export function searchColors({ scheme }: TerminalLook): ISearchDecorationOptions {
  return scheme === "dark"
    ? {
        matchBackground: "#4d4420",
        activeMatchBackground: "#8a6d00",
        matchOverviewRuler: "#8a6d00",
        activeMatchColorOverviewRuler: "#e0a93b",
      }
    : {
        matchBackground: "#fff0b8",
        activeMatchBackground: "#ffd24d",
        matchOverviewRuler: "#ffd24d",
        activeMatchColorOverviewRuler: "#8a5f0a",
      };
}
