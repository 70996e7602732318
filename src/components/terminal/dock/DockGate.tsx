import { ActionIcon } from "@mantine/core";
import { IconTerminal2 } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { Suspense, useEffect, useEffectEvent } from "react";
import { askForShell, toggleDock, useDock } from "../../../state/dock.ts";
import { notify } from "../../../state/notice.ts";
import { lazyExtra } from "../../lazyExtra.ts";
import { createShellSequence, isDockKey } from "../dockKeys.ts";

const LOAD_ATTEMPTS = 4;
const LOAD_PAUSE_MS = 500;

/** Somebody waits for it: a network that blinks is no reason to give him nothing. */
async function loadDock() {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await import("./Dock.tsx");
    } catch (error) {
      if (attempt === LOAD_ATTEMPTS) {
        notify("The terminals could not be loaded. Load the page again once the server is back.");
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, LOAD_PAUSE_MS * 2 ** attempt));
    }
  }
}

const Dock = lazyExtra(loadDock);

/** The dock of terminals, whose code loads with the first of them, and its keys. */
export function DockGate() {
  const jobId = useJobIdOnScreen();
  const isNeeded = useDock(({ tabs, asking }) => tabs.length > 0 || asking !== undefined);
  const onToggle = useEffectEvent(() => toggleDock(jobId));
  const onShell = useEffectEvent(() => askForShell({ jobId, isHasty: true }));
  useEffect(() => {
    const isShellWanted = createShellSequence();
    const listen = (event: KeyboardEvent) => {
      if (isDockKey(event)) {
        event.preventDefault();
        onToggle();
      } else if (!isTyping(event) && isShellWanted(event, event.timeStamp)) {
        event.preventDefault();
        onShell();
      }
    };
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, []);
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
      aria-keyshortcuts="Control+`"
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

function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
}
