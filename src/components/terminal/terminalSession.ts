import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import type { JobsClient } from "../../api/jobsClient.ts";
import type { TerminalTarget } from "../../lib/terminalTarget.ts";
import { createLineInput } from "./lineInput.ts";
import { createTerminalLink, type ShellPlace, type TerminalLink } from "./terminalLink.ts";
import type { TerminalLook } from "./terminalLook.ts";
import { controlText, keyText, type TouchKey } from "./touchKeys.ts";
import { createTerminalScreen, type TerminalScreen } from "./terminalScreen.ts";

/** What a terminal's surroundings show beside it. */
export interface SessionExtras {
  readonly isSearching: boolean;
  /** A text that waits for somebody to say that it is meant. */
  readonly paste: string | undefined;
  /** Ctrl was pressed on glass: it counts for the next key. */
  readonly isControlHeld: boolean;
}

/** An open terminal: a screen and its connection. It lives outside React; whoever opened it disposes it. */
export interface TerminalSession {
  readonly jobId: string;
  readonly target: TerminalTarget;
  readonly link: Pick<TerminalLink, "getState" | "subscribe" | "retryNow" | "place">;
  readonly screen: Omit<TerminalScreen, "dispose" | "write">;
  readonly extras: StoreApi<SessionExtras>;
  /** Presses a key that the keyboard does not have. */
  press(key: TouchKey): void;
  /** Types a character with Ctrl. */
  pressControl(this: void, typed: string): void;
  /** Ends the shell for good, and disposes. */
  end(): void;
  /** Leaves: a shell that the platform keeps goes on for a while. */
  dispose(): void;
}

export interface TerminalSessionOptions {
  readonly client: JobsClient;
  readonly jobId: string;
  readonly target: TerminalTarget;
  readonly place: ShellPlace;
  /** Whether a page before has opened it. */
  readonly isThere: boolean;
  readonly look: TerminalLook;
  readonly onLeave: () => void;
  readonly onPlace: (place: ShellPlace) => void;
}

/** Opens a terminal; it connects at once and draws once it is mounted. */
export function openTerminal(options: TerminalSessionOptions): TerminalSession {
  const { client, jobId, target } = options;
  const hasTty = target.kind === "exec" || target.tty;
  const editLine = createLineInput();
  const extras = createStore<SessionExtras>(() => ({
    isSearching: false,
    paste: undefined,
    isControlHeld: false,
  }));
  let isReplaying = false;
  const screen = createTerminalScreen({
    look: options.look,
    convertEol: !hasTty,
    commands: {
      leave: options.onLeave,
      search: () => extras.setState({ isSearching: true }),
      confirmPaste: (paste) => extras.setState({ paste }),
    },
    onResize: (size) => link.resize(size),
    onInput(data, text) {
      // Programs asked the terminal things when this was printed first; a second answer would be typed into the shell.
      if (isReplaying) return;
      // More than a character is no key: a program has asked something, or the mouse has moved.
      if (extras.getState().isControlHeld && [...text].length === 1) return pressControl(text);
      if (hasTty) return link.send(data);
      if (link.getState().status !== "live") return;
      const { echo, send } = editLine(text);
      void screen.write(echo);
      if (send !== "") link.send(new TextEncoder().encode(send));
    },
  });

  function pressControl(typed: string): void {
    extras.setState({ isControlHeld: false });
    screen.type(controlText(typed) ?? typed);
  }

  /** A program that has the whole screen draws it anew when its size changes: its beginning may have been forgotten. */
  function redraw(): void {
    const { width, height } = screen.size;
    if (!screen.isFullScreen || height < 2) return;
    link.resize({ width, height: height - 1 });
    link.resize({ width, height });
  }

  const link = createTerminalLink({
    ...{ client, jobId, target, place: options.place, isThere: options.isThere },
    size: () => screen.size,
    write: screen.write,
    onPlace: options.onPlace,
    onReplay(isReplay) {
      isReplaying = isReplay;
      if (!isReplay) redraw();
    },
  });
  const dispose = () => {
    link.dispose();
    screen.dispose();
  };
  return {
    ...{ jobId, target, link, screen, extras, dispose, pressControl },
    press(key) {
      const { isControlHeld } = extras.getState();
      extras.setState({ isControlHeld: false });
      screen.type(keyText(key, { isControlHeld, isApplication: screen.hasApplicationKeys }));
    },
    end() {
      link.hangUp();
      dispose();
    },
  };
}
