import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { UnicodeGraphemesAddon } from "@xterm/addon-unicode-graphemes";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import type { WindowSize } from "../../../contract/frames.ts";
import { createBatchedWriter } from "./batchedWriter.ts";
import { createFloodGauge } from "./floodGauge.ts";
import { createFrameHold } from "./frameHold.ts";
import type { ScreenCommands } from "./screenCommands.ts";
import { watchScrolling } from "./scrollWatch.ts";
import { handleKey } from "./terminalKeys.ts";
import { copySelectionOnRelease, guardPaste, openLink } from "./terminalMouse.ts";
import { fontOf, searchColors, themeOf, type TerminalLook } from "./terminalLook.ts";
import { drawOnGpu } from "./terminalGpu.ts";

export interface TerminalScreenOptions {
  readonly look: TerminalLook;
  /** Output ends its lines in `\n` alone: there is no terminal behind it that would add the `\r`. */
  readonly convertEol: boolean;
  /** What is typed or pasted, as UTF-8, and mouse reports as they are. */
  readonly onInput: (data: Uint8Array, text: string) => void;
  readonly onResize: (size: WindowSize) => void;
  readonly commands: ScreenCommands;
}

export interface SearchOptions {
  readonly caseSensitive: boolean;
  readonly regex: boolean;
  readonly wholeWord: boolean;
}

/** How many matches there are and which of them is shown, from 0; -1: none. */
export interface SearchResult {
  readonly index: number;
  readonly count: number;
}

/** A terminal on the screen. Whoever created it disposes it. */
export interface TerminalScreen {
  readonly size: WindowSize;
  /** Whether a program has the whole screen, as vim has. */
  readonly isFullScreen: boolean;
  /** Whether a program has asked for cursor keys of its own. */
  readonly hasApplicationKeys: boolean;
  /** Resolves when the output is taken in, or is sure to be in a moment. */
  write(this: void, data: Uint8Array | string): Promise<void>;
  /** Shows it there, in whatever size there is. @returns what takes it away again */
  mount(parent: HTMLElement): () => void;
  setLook(look: TerminalLook): void;
  focus(): void;
  /** Pastes as if the user had, without asking anybody. */
  paste(text: string): void;
  /** Types as if the user had. */
  type(text: string): void;
  /** Looks for a text; an empty one ends the search. */
  search(text: string, direction: "next" | "previous", options: SearchOptions): void;
  onSearchResult(listener: (result: SearchResult) => void): () => void;
  dispose(): void;
}

const SCROLLBACK_LINES = 10_000;

/** By these somebody shows that he looks at the terminal. */
const ATTENTION = ["keydown", "input", "paste", "pointerdown", "pointermove", "wheel", "touchmove"] as const;
/** How long every frame is drawn then, and after an interrupt: its answer is behind the end of what was printed. */
const ATTENTION_MS = 100;
const INTERRUPT_MS = 500;
const INTERRUPT = "\u0003";

/** A terminal that is on no page yet. */
export function createTerminalScreen(options: TerminalScreenOptions): TerminalScreen {
  let look = options.look;
  const terminal = new Terminal({
    ...fontOf(look),
    allowProposedApi: true,
    scrollback: SCROLLBACK_LINES,
    cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    minimumContrastRatio: 4.5,
    convertEol: options.convertEol,
    macOptionClickForcesSelection: true,
    theme: themeOf(look),
    screenReaderMode: look.screenReader,
    linkHandler: { activate: (_event, address) => openLink(address) },
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon((_event, address) => openLink(address)));
  terminal.loadAddon(new UnicodeGraphemesAddon());
  const encoder = new TextEncoder();
  const flood = createFloodGauge();
  const frames = createFrameHold(flood);
  const writer = createBatchedWriter(
    {
      endsInNewline: options.convertEol,
      keptLines: watchScrolling(terminal),
      write(data, onTaken) {
        const take = () =>
          terminal.write(data, () => {
            frames.taken();
            onTaken();
          });
        frames.taking(take);
      },
    },
    flood,
  );

  /** Somebody looks closely: what is held back is shown, and nothing is for that long. */
  function attend(ms: number): void {
    flood.attend(ms);
    writer.letGo();
    frames.letGo();
  }

  terminal.onData((text) => {
    if (text === INTERRUPT) attend(INTERRUPT_MS);
    options.onInput(encoder.encode(text), text);
  });
  terminal.onBinary((text) =>
    options.onInput(
      Uint8Array.from(text, (character) => character.charCodeAt(0)),
      "",
    ),
  );
  terminal.onResize(({ cols, rows }) => options.onResize({ width: cols, height: rows }));
  terminal.attachCustomKeyEventHandler((event) => handleKey(event, terminal, options.commands));
  const host = document.createElement("div");
  host.style.height = "100%";

  function fitToHost(): void {
    if (host.clientWidth > 0 && host.clientHeight > 0) fit.fit();
  }

  function open(): void {
    terminal.open(host);
    terminal.textarea?.setAttribute("aria-label", "Terminal. Press Shift and Escape to leave it.");
    guardPaste(host, terminal, () => look.guardsPaste, options.commands.confirmPaste);
    for (const type of ATTENTION)
      host.addEventListener(type, () => attend(ATTENTION_MS), { capture: true, passive: true });
    copySelectionOnRelease(host, terminal, () => look.copiesOnSelect);
  }

  return {
    get size() {
      return { width: terminal.cols, height: terminal.rows };
    },
    get isFullScreen() {
      return terminal.buffer.active.type === "alternate";
    },
    get hasApplicationKeys() {
      return terminal.modes.applicationCursorKeysMode;
    },
    write(data) {
      const bytes = typeof data === "string" ? encoder.encode(data) : data;
      flood.came(bytes.length);
      return writer.write(bytes);
    },
    mount(parent) {
      parent.append(host);
      if (!terminal.element) open();
      const leaveGpu = drawOnGpu(terminal);
      const observer = new ResizeObserver(fitToHost);
      observer.observe(host);
      fitToHost();
      return () => {
        observer.disconnect();
        leaveGpu();
        host.remove();
      };
    },
    setLook(next) {
      look = next;
      terminal.options.theme = themeOf(look);
      terminal.options.screenReaderMode = look.screenReader;
      Object.assign(terminal.options, fontOf(look));
      fitToHost();
    },
    focus: () => terminal.focus(),
    paste: (text) => terminal.paste(text),
    type: (text) => terminal.input(text),
    search(text, direction, wanted) {
      if (text === "") return search.clearDecorations();
      const settings = { ...wanted, incremental: false, decorations: searchColors(look) };
      if (direction === "next") search.findNext(text, settings);
      else search.findPrevious(text, settings);
    },
    onSearchResult(listener) {
      const subscription = search.onDidChangeResults(({ resultIndex, resultCount }) =>
        listener({ index: resultIndex, count: resultCount }),
      );
      return () => subscription.dispose();
    },
    dispose() {
      writer.dispose();
      frames.dispose();
      terminal.dispose();
      host.remove();
    },
  };
}
