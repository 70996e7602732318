import { FitAddon } from "@xterm/addon-fit";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { WebglAddon } from "@xterm/addon-webgl";
import { Terminal, type ITheme } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import type { WindowSize } from "../../../contract/frames.ts";
import { ANSI_PALETTES } from "../../lib/ansiColor.ts";

/** How a terminal looks and to whom it speaks. */
export interface TerminalLook {
  readonly scheme: "light" | "dark";
  readonly screenReader: boolean;
}

export interface TerminalScreenOptions {
  readonly look: TerminalLook;
  /** Output ends its lines in `\n` alone: there is no terminal behind it that would add the `\r`. */
  readonly convertEol: boolean;
  /** What is typed or pasted, as UTF-8, and mouse reports as they are. */
  readonly onInput: (data: Uint8Array, text: string) => void;
  readonly onResize: (size: WindowSize) => void;
  /** Leaves the terminal by the keyboard: every other key belongs to the program in it. */
  readonly onLeave: () => void;
}

/** A terminal on the screen. Whoever created it disposes it. */
export interface TerminalScreen {
  readonly size: WindowSize;
  /** Resolves when the output is taken in. */
  write(data: Uint8Array | string): Promise<void>;
  /** Shows it there, in whatever size there is. @returns what takes it away again */
  mount(parent: HTMLElement): () => void;
  setLook(look: TerminalLook): void;
  focus(): void;
  dispose(): void;
}

const SCROLLBACK_LINES = 10_000;
const FONT = '"JetBrains Mono Variable", ui-monospace, monospace';
const FONT_SIZE_PX = 13;

/** A terminal that is on no page yet. */
export function createTerminalScreen(options: TerminalScreenOptions): TerminalScreen {
  const terminal = new Terminal({
    fontFamily: FONT,
    fontSize: FONT_SIZE_PX,
    lineHeight: 1.2,
    scrollback: SCROLLBACK_LINES,
    cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    minimumContrastRatio: 4.5,
    convertEol: options.convertEol,
    theme: themeOf(options.look),
    screenReaderMode: options.look.screenReader,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(new WebLinksAddon());
  const encoder = new TextEncoder();
  terminal.onData((text) => options.onInput(encoder.encode(text), text));
  terminal.onBinary((text) =>
    options.onInput(
      Uint8Array.from(text, (character) => character.charCodeAt(0)),
      "",
    ),
  );
  terminal.onResize(({ cols, rows }) => options.onResize({ width: cols, height: rows }));
  terminal.attachCustomKeyEventHandler((event) => handleKey(event, terminal, options.onLeave));
  const host = document.createElement("div");
  host.style.height = "100%";

  function fitToHost(): void {
    if (host.clientWidth > 0 && host.clientHeight > 0) fit.fit();
  }

  return {
    get size() {
      return { width: terminal.cols, height: terminal.rows };
    },
    write: (data) => new Promise((resolve) => terminal.write(data, resolve)),
    mount(parent) {
      parent.append(host);
      if (!terminal.element) open(terminal, host);
      const observer = new ResizeObserver(fitToHost);
      observer.observe(host);
      fitToHost();
      return () => {
        observer.disconnect();
        host.remove();
      };
    },
    setLook(look) {
      terminal.options.theme = themeOf(look);
      terminal.options.screenReaderMode = look.screenReader;
    },
    focus: () => terminal.focus(),
    dispose() {
      terminal.dispose();
      host.remove();
    },
  };
}

function open(terminal: Terminal, host: HTMLElement): void {
  terminal.open(host);
  terminal.textarea?.setAttribute("aria-label", "Terminal. Press Shift and Escape to leave it.");
  drawOnGpu(terminal);
}

/** The GPU draws many times faster; where there is none, or it is taken away, the terminal draws with elements. */
function drawOnGpu(terminal: Terminal): void {
  const webgl = new WebglAddon();
  webgl.onContextLoss(() => webgl.dispose());
  try {
    terminal.loadAddon(webgl);
  } catch (error) {
    webgl.dispose();
    console.info("The terminal draws without WebGL.", error);
  }
}

/** Keys that the page keeps for itself. @returns whether the terminal takes the key */
function handleKey(event: KeyboardEvent, terminal: Terminal, onLeave: () => void): boolean {
  if (event.type !== "keydown") return true;
  if (event.key === "Escape" && event.shiftKey) {
    event.preventDefault();
    onLeave();
    return false;
  }
  if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return true;
  if (event.code === "KeyC") {
    // Without a selection too: the browser's own meaning of these keys is not wanted here.
    event.preventDefault();
    if (terminal.hasSelection()) void copy(terminal.getSelection());
    return false;
  }
  // The browser pastes by itself, and the terminal hears of it as a paste.
  return event.code !== "KeyV";
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    // The selection stays, so that the browser's menu can still copy it.
    console.warn("The browser did not let the terminal copy its selection.", error);
  }
}

function themeOf({ scheme }: TerminalLook): ITheme {
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
