import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { UnicodeGraphemesAddon } from "@xterm/addon-unicode-graphemes";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import "@fontsource-variable/jetbrains-mono";
import "@xterm/xterm/css/xterm.css";
import { fontOf, themeOf, type TerminalLook } from "../../src/components/terminal/terminalLook.ts";

/** xterm.js and nothing else, set up as the app's terminals are. */
const look: TerminalLook = {
  ...{ scheme: "light", fontSizePx: 13, screenReader: false, copiesOnSelect: false, guardsPaste: false },
};
await document.fonts.load(`${look.fontSizePx}px ${fontOf(look).fontFamily}`);
const terminal = new Terminal({
  ...fontOf(look),
  allowProposedApi: true,
  scrollback: 10_000,
  cursorBlink: true,
  minimumContrastRatio: 4.5,
  theme: themeOf(look),
});
for (const addon of [new FitAddon(), new SearchAddon(), new WebLinksAddon(), new UnicodeGraphemesAddon()])
  terminal.loadAddon(addon);
const parent = document.getElementById("terminal");
if (!parent) throw new Error("index.html has no #terminal");
terminal.open(parent);
terminal.focus();

const CHUNK_BYTES = 64 * 1024;

/**
 * Writes the numbers from 1 to `count` as a program prints them on a terminal, each between two texts, then `end`.
 * @returns when it began, in the page's own milliseconds
 */
function feed(count: number, end: string, [before, behind]: readonly [string, string]): number {
  let text = "";
  for (let number = 1; number <= count; number += 1) text += `${before}${number}${behind}\r\n`;
  const bytes = new TextEncoder().encode(`${text}${end}\r\n`);
  terminal.clear();
  const startMs = performance.now();
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) terminal.write(bytes.subarray(at, at + CHUNK_BYTES));
  return startMs;
}

/** Has it the size of another terminal: what a line costs is by its columns. */
function resize(columns: number, rows: number): void {
  terminal.resize(columns, rows);
}

Object.assign(window, { bare: { feed, resize } });
