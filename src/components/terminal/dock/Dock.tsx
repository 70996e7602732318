import { useComputedColorScheme } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useLayoutEffect } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import type { DockTab } from "../../../lib/dockLayout.ts";
import { useDock } from "../../../state/dock.ts";
import { useClient } from "../../ClientContext.ts";
import { terminalOf } from "../terminals.ts";
import classes from "./Dock.module.css";
import { DockBar } from "./DockBar.tsx";
import { OpenShell } from "./OpenShell.tsx";
import { PaneView } from "./PaneView.tsx";
import { useSeenPart } from "./useSeenPart.ts";

const SMALL_SCREEN = "(max-width: 600px)";

/** Terminals at the bottom of every page: tabs, each with one terminal or several. */
export default function Dock() {
  const { isOpen, isMaximized, tabs, activeTabId, asking } = useDock();
  const isSmall = useMediaQuery(SMALL_SCREEN, false, { getInitialValueInEffect: false });
  const client = useClient();
  const scheme = useComputedColorScheme("light");
  // Also those that nobody looks at: a shell that a page before has left waits only for so long.
  useEffect(() => {
    for (const { panes } of tabs) for (const pane of panes) terminalOf(pane, client, scheme);
  }, [tabs, client, scheme]);
  const tab = tabs.find(({ id }) => id === activeTabId);
  const isFull = isMaximized || isSmall;
  return (
    <>
      {isOpen && tab && (
        <section className={isFull ? classes.full : classes.above} aria-label="Terminals">
          <DockFrame tab={tab} fillsScreen={isFull} />
        </section>
      )}
      {asking && <OpenShell asking={asking} />}
    </>
  );
}

function DockFrame({ tab, fillsScreen }: { readonly tab: DockTab; readonly fillsScreen: boolean }) {
  const heightPercent = useDock((dock) => dock.heightPercent);
  useRoomBelowPage(fillsScreen ? 0 : heightPercent);
  useSeenPart();
  const dock = (
    <div className={classes.dock}>
      <DockBar />
      <Splits key={tab.id} tab={tab} />
    </div>
  );
  if (fillsScreen) return dock;
  return (
    <Group
      className={classes.overlay}
      orientation="vertical"
      defaultLayout={{ page: 100 - heightPercent, dock: heightPercent }}
      onLayoutChanged={({ dock: percent }) => {
        if (percent !== undefined) useDock.setState({ heightPercent: percent });
      }}
    >
      <Panel id="page" minSize="15%" />
      <Separator className={classes.edge} aria-label="Height of the terminals" />
      <Panel id="dock" minSize="140px" className={classes.panel}>
        {dock}
      </Panel>
    </Group>
  );
}

/** Lets the page scroll as far as the dock hides of it. */
function useRoomBelowPage(heightPercent: number): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    style.setProperty("--jd-dock", `${heightPercent}dvh`);
    return () => void style.removeProperty("--jd-dock");
  }, [heightPercent]);
}

function Splits({ tab }: { readonly tab: DockTab }) {
  const isRow = tab.direction === "row";
  return (
    <Group className={classes.splits} orientation={isRow ? "horizontal" : "vertical"} key={tab.panes.length}>
      {tab.panes.flatMap((pane, index) => [
        ...(index > 0
          ? [<Separator key={`edge-${pane.id}`} className={classes.split} aria-label="Share of the terminals" />]
          : []),
        <Panel key={pane.id} id={pane.id} minSize={isRow ? "120px" : "60px"} className={classes.panel}>
          <PaneView pane={pane} isActive={pane.id === tab.activePaneId} isAlone={tab.panes.length === 1} />
        </Panel>,
      ])}
    </Group>
  );
}
