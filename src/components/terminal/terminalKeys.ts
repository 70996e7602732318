import type { Terminal } from "@xterm/xterm";
import { isShortcut } from "../../lib/shortcuts/keys.ts";
import { isMac } from "../../lib/shortcuts/platform.ts";
import type { ScreenCommands } from "./screenCommands.ts";
import { copyText } from "./terminalMouse.ts";

/** Keys that the page keeps for itself. @returns whether the terminal takes the key */
export function handleKey(event: KeyboardEvent, terminal: Terminal, commands: ScreenCommands): boolean {
  // The app's own key for the dock goes past every terminal.
  if (isShortcut("dock", event)) return false;
  if (event.type !== "keydown") return true;
  if (isShortcut("terminalLeave", event)) return run(event, commands.leave);
  const { shiftKey, altKey } = event;
  if (altKey || !(event.ctrlKey || event.metaKey)) return true;
  if (isMac() ? event.metaKey : event.ctrlKey && shiftKey) return handlePageKey(event, terminal, commands);
  return true;
}

function handlePageKey(event: KeyboardEvent, terminal: Terminal, commands: ScreenCommands): boolean {
  if (event.code === "KeyF") return run(event, commands.search);
  if (event.code === "KeyC") {
    // Without a selection too: the browser's own meaning of these keys is not wanted here.
    return run(event, () => terminal.hasSelection() && void copyText(terminal.getSelection()));
  }
  // The browser pastes by itself, and the terminal hears of it as a paste.
  return event.code !== "KeyV";
}

function run(event: KeyboardEvent, command: () => void): false {
  event.preventDefault();
  command();
  return false;
}
