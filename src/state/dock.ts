import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import {
  withoutPane,
  withPane,
  withPaneChanged,
  withPaneShown,
  type DockLayout,
  type DockPane,
  type DockTab,
} from "../lib/dockLayout.ts";
import { randomId } from "../lib/randomId.ts";
import type { TerminalTarget } from "../lib/terminalTarget.ts";
import { useSession } from "./session.ts";

/** What somebody who wants a shell has said already. */
export interface ShellQuestion {
  /** The job that is looked at. */
  readonly jobId: string | undefined;
  readonly splits?: DockTab["direction"] | undefined;
  /** Nothing is to be asked where there is only one job that can be meant. */
  readonly isHasty?: boolean;
}

export interface Dock extends DockLayout {
  /** Of the window's height. */
  readonly heightPercent: number;
  /** What to open next is being chosen. */
  readonly asking: ShellQuestion | undefined;
}

const EMPTY: Dock = {
  isOpen: false,
  isMaximized: false,
  heightPercent: 42,
  tabs: [],
  activeTabId: undefined,
  asking: undefined,
};

/** A browser's tab keeps its own dock, also when it is loaded again: the same shell in two windows helps nobody. */
export const useDock = create<Dock>()(
  persist(() => EMPTY, {
    name: "jobdeck.dock",
    storage: createJSONStorage(() => sessionStorage),
    partialize: (dock) => ({ ...dock, asking: undefined }),
  }),
);

/** Panes whose shells this page has opened itself; all others a page before has left. */
const openedHere = new Set<string>();

/** Whether a page before has opened it, so that its shell is there already. */
export function wasOpenedBefore(paneId: string): boolean {
  return !openedHere.has(paneId);
}

// Nobody's shells are the next one's; a token that was refused is another matter, but its shells are gone as well.
useSession.subscribe((session) => {
  if (session.status === "signed-out") useDock.setState(EMPTY, true);
});

/** Opens a terminal in a tab of its own, or beside the one that is looked at. */
export function openPane(
  job: { readonly id: string; readonly label: string },
  target: TerminalTarget,
  splits?: DockTab["direction"],
): void {
  const pane = {
    ...{ id: randomId(), sessionId: randomId(), commandIndex: 0 },
    ...{ jobId: job.id, jobLabel: job.label, target },
  };
  openedHere.add(pane.id);
  useDock.setState((dock) => ({ ...withPane(dock, pane, splits), asking: undefined }));
}

/** Takes a terminal out of the dock; the last one closes the dock. */
export function removePane(paneId: string): void {
  openedHere.delete(paneId);
  useDock.setState((dock) => withoutPane(dock, paneId));
}

/** Changes one terminal: its shell has another name, or runs another of its commands. */
export function changePane(paneId: string, change: Partial<Omit<DockPane, "id">>): void {
  useDock.setState((dock) => withPaneChanged(dock, paneId, change));
}

/** Gives a terminal a new shell in place of the one that has ended. */
export function renewPane(paneId: string): void {
  openedHere.add(paneId);
  changePane(paneId, { sessionId: randomId(), commandIndex: 0 });
}

/** Shows a terminal, and the dock if it was hidden. */
export function showPane(paneId: string): void {
  useDock.setState((dock) => withPaneShown(dock, paneId));
}

/** Shows the dock or hides it; without any terminal it asks for the first. @param jobId of the job that is looked at */
export function toggleDock(jobId: string | undefined): void {
  const { isOpen, tabs } = useDock.getState();
  if (tabs.length > 0) useDock.setState({ isOpen: !isOpen });
  else askForShell({ jobId });
}

/** Asks which terminal to open. */
export function askForShell(asking: ShellQuestion): void {
  useDock.setState({ asking });
}
