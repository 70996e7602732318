import { ActionIcon, CloseButton } from "@mantine/core";
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconChevronDown,
  IconLayoutColumns,
  IconLayoutRows,
  IconPlus,
} from "@tabler/icons-react";
import { useEffect, useRef, type ReactNode } from "react";
import { paneLabel, paneName, type DockTab } from "../../../lib/dockLayout.ts";
import { askForShell, useDock } from "../../../state/dock.ts";
import { useCloseQuestion } from "./CloseQuestion.tsx";
import classes from "./Dock.module.css";
import { DockSettings } from "./DockSettings.tsx";

/** The tabs, and what can be done with the dock as a whole. */
export function DockBar() {
  const { tabs, activeTabId, isMaximized } = useDock();
  const { ask, question } = useCloseQuestion();
  const active = tabs.find(({ id }) => id === activeTabId);
  const pane = active?.panes.find(({ id }) => id === active.activePaneId);
  return (
    <div className={classes.bar}>
      <ul className={classes.tabs} aria-label="Open terminals">
        {tabs.map((tab) => (
          <TabItem key={tab.id} tab={tab} isActive={tab.id === activeTabId} onClose={() => ask(tab.panes)} />
        ))}
      </ul>
      <div className={classes.actions} role="group" aria-label="Terminals">
        <BarButton label="New shell (g, then t)" onClick={() => askForShell({ jobId: pane?.jobId })}>
          <IconPlus size={16} />
        </BarButton>
        <BarButton label="Split to the right" isWide onClick={() => askForShell({ jobId: pane?.jobId, splits: "row" })}>
          <IconLayoutColumns size={16} />
        </BarButton>
        <BarButton label="Split downwards" isWide onClick={() => askForShell({ jobId: pane?.jobId, splits: "column" })}>
          <IconLayoutRows size={16} />
        </BarButton>
        <DockSettings />
        <BarButton
          label={isMaximized ? "Make the terminals smaller" : "Fill the window"}
          isWide
          onClick={() => useDock.setState({ isMaximized: !isMaximized })}
        >
          {isMaximized ? <IconArrowsMinimize size={16} /> : <IconArrowsMaximize size={16} />}
        </BarButton>
        <BarButton label="Hide the terminals (Ctrl+`)" onClick={() => useDock.setState({ isOpen: false })}>
          <IconChevronDown size={16} />
        </BarButton>
      </div>
      {question}
    </div>
  );
}

interface BarButtonProps {
  readonly label: string;
  /** Not on a phone, where there is no room for what it does. */
  readonly isWide?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function BarButton({ label, isWide = false, onClick, children }: BarButtonProps) {
  const name = label.replace(/ \(.*\)$/, "");
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={name}
      title={label}
      onClick={onClick}
      className={isWide ? classes.wide : undefined}
    >
      {children}
    </ActionIcon>
  );
}

function TabItem({ tab, isActive, onClose }: { tab: DockTab; isActive: boolean; onClose: () => void }) {
  const name = tab.panes.map(paneName).join(", ");
  const [first] = tab.panes;
  const item = useRef<HTMLLIElement>(null);
  // More tabs than there is room for are scrolled.
  useEffect(() => {
    if (isActive) item.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isActive]);
  if (!first) return null;
  return (
    <li ref={item} className={classes.tab} data-active={isActive || undefined}>
      <button
        type="button"
        className={classes.tabName}
        aria-current={isActive || undefined}
        title={name}
        onClick={() => useDock.setState({ activeTabId: tab.id })}
        onAuxClick={(event) => event.button === 1 && onClose()}
      >
        <span className={classes.tabLabel}>{paneLabel(first)}</span>
        <span className={classes.tabJob}>{first.jobLabel}</span>
        {tab.panes.length > 1 && <span className={classes.tabCount}>+{tab.panes.length - 1}</span>}
      </button>
      <CloseButton size="xs" aria-label={`Close ${name}`} onClick={onClose} />
    </li>
  );
}
