import { targetLabel, type TerminalTarget } from "./terminalTarget.ts";

/** One terminal of the dock, by what it takes to open it again. */
export interface DockPane {
  readonly id: string;
  readonly jobId: string;
  /** What people call the job. */
  readonly jobLabel: string;
  readonly target: TerminalTarget;
  /** Tells it from others of its program in the same job: from 1. */
  readonly number: number;
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

export interface DockLayout {
  readonly isOpen: boolean;
  readonly isMaximized: boolean;
  readonly tabs: readonly DockTab[];
  readonly activeTabId: string | undefined;
}

/** What people call a terminal among those of its job. */
export function paneLabel({ target, number }: DockPane): string {
  return number > 1 ? `${targetLabel(target)} ${number}` : targetLabel(target);
}

/** What people call a terminal. */
export function paneName(pane: DockPane): string {
  return `${paneLabel(pane)} in ${pane.jobLabel}`;
}

/** Adds a terminal in a tab of its own, or in the one that is looked at where it `splits` that, and shows it. */
export function withPane(
  layout: DockLayout,
  unnumbered: Omit<DockPane, "number">,
  splits: DockTab["direction"] | undefined,
): DockLayout {
  const pane = { ...unnumbered, number: freeNumber(layout, unnumbered) };
  const here = splits && layout.tabs.find(({ id }) => id === layout.activeTabId);
  if (here) {
    const direction = here.panes.length > 1 ? here.direction : splits;
    const split = { ...here, direction, panes: [...here.panes, pane], activePaneId: pane.id };
    return { ...layout, isOpen: true, tabs: layout.tabs.map((tab) => (tab === here ? split : tab)) };
  }
  const tab: DockTab = { id: pane.id, direction: splits ?? "row", panes: [pane], activePaneId: pane.id };
  return { ...layout, isOpen: true, tabs: [...layout.tabs, tab], activeTabId: tab.id };
}

/** Takes a terminal out; the last one closes the dock. */
export function withoutPane(layout: DockLayout, paneId: string): DockLayout {
  const index = layout.tabs.findIndex((tab) => has(tab, paneId));
  const tabs = layout.tabs.flatMap((tab) => {
    const panes = tab.panes.filter(({ id }) => id !== paneId);
    const activePaneId = panes.some(({ id }) => id === tab.activePaneId) ? tab.activePaneId : panes.at(-1)?.id;
    return activePaneId === undefined ? [] : [{ ...tab, panes, activePaneId }];
  });
  const isThere = tabs.some(({ id }) => id === layout.activeTabId);
  return {
    tabs,
    activeTabId: isThere ? layout.activeTabId : (tabs[index] ?? tabs.at(-1))?.id,
    isOpen: layout.isOpen && tabs.length > 0,
    isMaximized: layout.isMaximized && tabs.length > 0,
  };
}

/** Shows a terminal, and the dock if it was hidden. */
export function withPaneShown(layout: DockLayout, paneId: string): DockLayout {
  const tab = layout.tabs.find((candidate) => has(candidate, paneId));
  if (!tab) return layout;
  const shown = { ...tab, activePaneId: paneId };
  const tabs = layout.tabs.map((other) => (other === tab ? shown : other));
  return { ...layout, isOpen: true, activeTabId: tab.id, tabs };
}

/** Changes one terminal. */
export function withPaneChanged(layout: DockLayout, paneId: string, change: Partial<Omit<DockPane, "id">>): DockLayout {
  const tabs = layout.tabs.map((tab) => ({
    ...tab,
    panes: tab.panes.map((pane) => (pane.id === paneId ? { ...pane, ...change } : pane)),
  }));
  return { ...layout, tabs };
}

/** The lowest that no other of the same program in the same job has: what somebody has learnt to call one stays. */
function freeNumber({ tabs }: DockLayout, { jobId, target }: Omit<DockPane, "number">): number {
  const label = targetLabel(target);
  const alike = tabs
    .flatMap(({ panes }) => panes)
    .filter((pane) => pane.jobId === jobId && targetLabel(pane.target) === label);
  const taken = new Set(alike.map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number += 1;
  return number;
}

function has(tab: DockTab, paneId: string): boolean {
  return tab.panes.some(({ id }) => id === paneId);
}
