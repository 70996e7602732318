import type { JobsClient } from "../../api/jobsClient.ts";
import { createLineInput } from "./lineInput.ts";
import { createOutputPump } from "./outputPump.ts";
import { createTerminalLink, type TerminalLink, type TerminalTarget } from "./terminalLink.ts";
import { createTerminalScreen, type TerminalLook, type TerminalScreen } from "./terminalScreen.ts";

/** An open terminal: a screen and its connection. It lives outside React; whoever opened it disposes it. */
export interface TerminalSession {
  readonly target: TerminalTarget;
  readonly link: Pick<TerminalLink, "getState" | "subscribe" | "retryNow">;
  readonly screen: Pick<TerminalScreen, "mount" | "setLook" | "focus">;
  dispose(): void;
}

export interface TerminalSessionOptions {
  readonly client: JobsClient;
  readonly jobId: string;
  readonly target: TerminalTarget;
  readonly look: TerminalLook;
  readonly onLeave: () => void;
}

/** Opens a terminal; it connects at once and draws once it is mounted. */
export function openTerminal({ client, jobId, target, look, onLeave }: TerminalSessionOptions): TerminalSession {
  const hasTty = target.kind === "exec" || target.tty;
  const editLine = createLineInput();
  const screen = createTerminalScreen({
    look,
    convertEol: !hasTty,
    onLeave,
    onResize: (size) => link.resize(size),
    onInput(data, text) {
      if (hasTty) return link.send(data);
      if (link.getState().status !== "live") return;
      const { echo, send } = editLine(text);
      void screen.write(echo);
      if (send !== "") link.send(new TextEncoder().encode(send));
    },
  });
  const pump = createOutputPump((data) => screen.write(data));
  const link = createTerminalLink({
    client,
    jobId,
    target,
    size: () => screen.size,
    onOutput: pump.push,
  });
  return {
    target,
    link,
    screen,
    dispose() {
      link.dispose();
      screen.dispose();
    },
  };
}
