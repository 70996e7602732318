import { ActionIcon } from "@mantine/core";
import { IconTerminal2 } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { ariaKeys } from "../../../lib/shortcuts/keys.ts";
import { askForShell, toggleDock, useDock } from "../../../state/dock.ts";
import { lazyWanted } from "../../lazyExtra.ts";
import { useShortcuts } from "../../shortcuts/useShortcuts.ts";

const Dock = lazyWanted(
  () => import("./Dock.tsx"),
  "The terminals could not be loaded. Load the page again once the server is back.",
);

/** The dock of terminals, whose code loads with the first of them, and its keys. */
export function DockGate() {
  const jobId = useJobIdOnScreen();
  const isNeeded = useDock(({ tabs, asking }) => tabs.length > 0 || asking !== undefined);
  useShortcuts({
    dock: () => toggleDock(jobId),
    shell: () => askForShell({ jobId, isHasty: true }),
  });
  return isNeeded ? (
    <Suspense>
      <Dock />
    </Suspense>
  ) : null;
}

/** Shows the dock, or hides it; with no terminal open it offers the first. */
export function DockButton() {
  const jobId = useJobIdOnScreen();
  const count = useDock(({ tabs }) => tabs.reduce((sum, { panes }) => sum + panes.length, 0));
  const isOpen = useDock((dock) => dock.isOpen);
  const label = count === 0 ? "Open a shell" : `Terminals, ${count} open`;
  return (
    <ActionIcon
      variant={isOpen ? "light" : "subtle"}
      color="gray"
      aria-label={label}
      aria-keyshortcuts={ariaKeys("dock")}
      aria-pressed={isOpen}
      title={count === 0 ? "Open a shell (g, then t)" : "Show or hide the terminals (Ctrl+`)"}
      onClick={() => toggleDock(jobId)}
    >
      <IconTerminal2 size={16} aria-hidden />
    </ActionIcon>
  );
}

function useJobIdOnScreen(): string | undefined {
  return useParams({ strict: false, select: (params: { jobId?: string }) => params.jobId });
}
