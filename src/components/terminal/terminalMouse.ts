import type { Terminal } from "@xterm/xterm";
import { isLargePaste } from "./pasteGuard.ts";

/** Opens what a program called a link, if it is one of the web; anything else it may have meant is nobody's to open. */
export function openLink(address: string): void {
  if (/^https?:\/\//i.test(address)) window.open(address, "_blank", "noopener,noreferrer");
}

/** Puts a text on the clipboard where the browser lets it. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    // The selection stays, so that the browser's menu can still copy it.
    console.warn("The browser did not let the terminal copy its selection.", error);
  }
}

/** Copies what was selected as soon as the button is let go, while `isWanted`. */
export function copySelectionOnRelease(host: HTMLElement, terminal: Terminal, isWanted: () => boolean): void {
  host.addEventListener("mouseup", () => {
    if (isWanted() && terminal.hasSelection()) void copyText(terminal.getSelection());
  });
}

/** Holds a paste back that would run many commands, and hands it to whoever asks. */
export function guardPaste(
  host: HTMLElement,
  terminal: Terminal,
  isWanted: () => boolean,
  ask: (text: string) => void,
): void {
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!isWanted() || !isLargePaste(text, terminal.modes.bracketedPasteMode)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(text);
  };
  host.addEventListener("paste", onPaste, { capture: true });
}
