import type { JobsClient } from "../../api/jobsClient.ts";
import type { DockPane } from "../../lib/dockLayout.ts";
import { changePane, wasOpenedBefore } from "../../state/dock.ts";
import { usePreferences } from "../../state/preferences.ts";
import { useSession } from "../../state/session.ts";
import type { TerminalLook } from "./terminalLook.ts";
import { openTerminal, type TerminalSession } from "./terminalSession.ts";

/** The open terminals by their panes: they outlive whatever shows them. */
const sessions = new Map<string, TerminalSession>();

/** The terminal of a pane; opened if it is not. */
export function terminalOf(pane: DockPane, client: JobsClient, scheme: TerminalLook["scheme"]): TerminalSession {
  const known = sessions.get(pane.id);
  if (known) return known;
  const session = openTerminal({
    client,
    jobId: pane.jobId,
    target: pane.target,
    place: { sessionId: pane.sessionId, commandIndex: pane.commandIndex },
    isThere: wasOpenedBefore(pane.id),
    look: lookOf(scheme),
    onLeave: () => document.querySelector<HTMLElement>(`[data-pane-close="${pane.id}"]`)?.focus(),
    onPlace: (place) => changePane(pane.id, place),
  });
  sessions.set(pane.id, session);
  return session;
}

/** How terminals look now, by the user's preferences. */
export function lookOf(scheme: TerminalLook["scheme"]): TerminalLook {
  const preferences = usePreferences.getState();
  return {
    scheme,
    screenReader: preferences.terminalScreenReader,
    fontSizePx: preferences.terminalFontSizePx,
    copiesOnSelect: preferences.terminalCopyOnSelect,
    guardsPaste: preferences.terminalPasteGuard,
  };
}

/** Ends a pane's shell for good; what is attached is only left. */
export function endTerminal(paneId: string): void {
  sessions.get(paneId)?.end();
  sessions.delete(paneId);
}

useSession.subscribe((session) => {
  if (session.status !== "signed-out") return;
  for (const paneId of [...sessions.keys()]) endTerminal(paneId);
});
