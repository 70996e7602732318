import { expect, it } from "vitest";
import {
  paneName,
  withoutPane,
  withPane,
  withPaneChanged,
  withPaneShown,
  type DockLayout,
  type DockPane,
  type DockTab,
} from "./dockLayout.ts";

const EMPTY: DockLayout = { isOpen: false, isMaximized: false, tabs: [], activeTabId: undefined };

function pane(id: string): Omit<DockPane, "number"> {
  const target = { kind: "exec", commands: ["sh"], returns: false } as const;
  return { id, jobId: "job-1", jobLabel: "one", target, sessionId: `session-${id}`, commandIndex: 0 };
}

const add = (layout: DockLayout, id: string, splits?: DockTab["direction"]) => withPane(layout, pane(id), splits);

/** The panes of each tab, the active ones in capitals. */
function shown({ tabs, activeTabId }: DockLayout): string {
  const words = tabs.map(({ id, panes, activePaneId }) => {
    const names = panes.map((one) => (one.id === activePaneId ? one.id.toUpperCase() : one.id)).join("");
    return id === activeTabId ? `[${names}]` : names;
  });
  return words.join(" ");
}

it("opens tabs and splits, and closes with the last of them", () => {
  let layout = add(add(add(EMPTY, "a"), "b", "column"), "c");
  expect([shown(layout), layout.isOpen]).toEqual(["aB [C]", true]);
  layout = withPaneShown(layout, "a");
  expect([shown(layout), layout.tabs[0]?.direction]).toEqual(["[Ab] C", "column"]);
  layout = withoutPane(layout, "a");
  expect(shown(layout)).toBe("[B] C");
  layout = withoutPane({ ...layout, isMaximized: true }, "b");
  expect([shown(layout), layout.isOpen, layout.isMaximized]).toEqual(["[C]", true, true]);
  expect(withoutPane(layout, "c")).toEqual(EMPTY);
});

it("tells terminals of the same program in the same job apart, and leaves each its number", () => {
  const names = ({ tabs }: DockLayout) => tabs.flatMap(({ panes }) => panes.map(paneName));
  let layout = add(add(add(EMPTY, "a"), "b", "row"), "c");
  expect(names(layout)).toEqual(["sh in one", "sh 2 in one", "sh 3 in one"]);
  layout = withPane(withoutPane(layout, "a"), { ...pane("d"), jobId: "job-2", jobLabel: "two" }, undefined);
  layout = withPane(layout, { ...pane("e"), target: { kind: "attach", tty: true } }, undefined);
  expect(names(add(layout, "f"))).toEqual(["sh 2 in one", "sh 3 in one", "sh in two", "Attached in one", "sh in one"]);
});

it("looks at the neighbour of a tab that was closed", () => {
  const layout = add(add(add(EMPTY, "a"), "b"), "c");
  expect(shown(withoutPane(layout, "c"))).toBe("A [B]");
  expect(shown(withoutPane(withPaneShown(layout, "a"), "a"))).toBe("[B] C");
  expect(shown(withoutPane(layout, "a"))).toBe("B [C]");
});

it("keeps a tab's direction once it is split, and opens a tab where there is none to split", () => {
  const layout = add(add(add(EMPTY, "a", "column"), "b", "row"), "c", "column");
  expect([shown(layout), layout.tabs[0]?.direction]).toEqual(["[abC]", "row"]);
});

it("changes one terminal, and knows when there is no such", () => {
  const layout = withPaneChanged(add(add(EMPTY, "a"), "b"), "a", { commandIndex: 1 });
  expect(layout.tabs.map(({ panes }) => panes[0]?.commandIndex)).toEqual([1, 0]);
  expect(withPaneShown(layout, "z")).toBe(layout);
});
