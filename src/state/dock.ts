import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import type { TerminalTarget } from "../lib/terminalTarget.ts";
import { randomId } from "../lib/randomId.ts";
import { useSession } from "./session.ts";

/** One terminal of the dock, by what it takes to open it again. */
export interface DockPane {
  readonly id: string;
  readonly jobId: string;
  /** What people call the job. */
  readonly jobLabel: string;
  readonly target: TerminalTarget;
  /** The shell's own name at the server. */
  readonly sessionId: string;
  /** Which of the target's commands it runs. */
  readonly commandIndex: number;
}

/** A tab: one terminal, or several beside or below each other. */
export interface DockTab {
  readonly id: string;
  readonly direction: "row" | "column";
  /** Never empty. */
  readonly panes: readonly DockPane[];
  readonly activePaneId: string;
}

/** What somebody who wants a shell has said already. */
export interface ShellQuestion {
  readonly jobId: string | undefined;
  readonly splits?: DockTab["direction"] | undefined;
  /** Nothing is to be asked where there is only one job that can be meant. */
  readonly isHasty?: boolean;
}

export interface Dock {
  readonly isOpen: boolean;
  readonly isMaximized: boolean;
  /** Of the window's height. */
  readonly heightPercent: number;
  readonly tabs: readonly DockTab[];
  readonly activeTabId: string | undefined;
  /** What to open next is being chosen; with the id of the job that it is for, if one is looked at. */
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
    partialize: ({ asking: _asking, ...kept }) => ({ ...kept, asking: undefined }),
  }),
);

/** Panes that this page has opened itself; all others a page before has left. */
const openedHere = new Set<string>();

/** Whether a page before has opened it, so that its shell is there already. */
export function wasOpenedBefore(paneId: string): boolean {
  return !openedHere.has(paneId);
}

// Nobody's shells are the next one's; a token that was refused is another matter, but its shells are gone as well.
useSession.subscribe((session) => {
  if (session.status === "signed-out") useDock.setState(EMPTY, true);
});

function newPane(jobId: string, jobLabel: string, target: TerminalTarget): DockPane {
  const pane = { id: randomId(), jobId, jobLabel, target, sessionId: randomId(), commandIndex: 0 };
  openedHere.add(pane.id);
  return pane;
}

/** Opens a terminal in a tab of its own, or beside the one that is looked at. @returns the new pane's id */
export function openPane(
  job: { readonly id: string; readonly label: string },
  target: TerminalTarget,
  splits?: DockTab["direction"],
): string {
  const pane = newPane(job.id, job.label, target);
  useDock.setState((dock) => {
    const open = { isOpen: true, asking: undefined };
    const here = splits && dock.tabs.find(({ id }) => id === dock.activeTabId);
    if (here) {
      const direction = here.panes.length > 1 ? here.direction : splits;
      const split = { ...here, direction, panes: [...here.panes, pane], activePaneId: pane.id };
      return { ...open, tabs: dock.tabs.map((tab) => (tab === here ? split : tab)) };
    }
    const tab: DockTab = { id: randomId(), direction: splits ?? "row", panes: [pane], activePaneId: pane.id };
    return { ...open, tabs: [...dock.tabs, tab], activeTabId: tab.id };
  });
  return pane.id;
}

/** Takes a terminal out of the dock; the last one closes the dock. */
export function removePane(paneId: string): void {
  openedHere.delete(paneId);
  useDock.setState((dock) => {
    const index = dock.tabs.findIndex(({ panes }) => panes.some(({ id }) => id === paneId));
    const tabs = dock.tabs.flatMap((tab) => {
      const panes = tab.panes.filter(({ id }) => id !== paneId);
      const activePaneId = panes.some(({ id }) => id === tab.activePaneId) ? tab.activePaneId : panes.at(-1)?.id;
      return activePaneId === undefined ? [] : [{ ...tab, panes, activePaneId }];
    });
    const isThere = tabs.some(({ id }) => id === dock.activeTabId);
    const activeTabId = isThere ? dock.activeTabId : (tabs[index] ?? tabs.at(-1))?.id;
    return {
      tabs,
      activeTabId,
      isOpen: dock.isOpen && tabs.length > 0,
      isMaximized: dock.isMaximized && tabs.length > 0,
    };
  });
}

/** Changes one terminal: its shell has another name, or runs another of its commands. */
export function changePane(paneId: string, change: Partial<Omit<DockPane, "id">>): void {
  useDock.setState(({ tabs }) => ({
    tabs: tabs.map((tab) => ({
      ...tab,
      panes: tab.panes.map((pane) => (pane.id === paneId ? { ...pane, ...change } : pane)),
    })),
  }));
}

/** Gives a terminal a new shell in place of the one that has ended. */
export function renewPane(paneId: string): void {
  openedHere.add(paneId);
  changePane(paneId, { sessionId: randomId(), commandIndex: 0 });
}

/** Shows a terminal, and the dock if it was hidden. */
export function showPane(paneId: string): void {
  useDock.setState(({ tabs }) => {
    const tab = tabs.find(({ panes }) => panes.some(({ id }) => id === paneId));
    if (!tab) return {};
    const shown = { ...tab, activePaneId: paneId };
    return { isOpen: true, activeTabId: tab.id, tabs: tabs.map((other) => (other === tab ? shown : other)) };
  });
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
