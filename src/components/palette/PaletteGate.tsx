import { IconSearch } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { ariaKeys, keyText } from "../../lib/shortcuts/keys.ts";
import { isMac } from "../../lib/shortcuts/platform.ts";
import { jobTabRoutes, routes, type JobTab } from "../../paths.ts";
import { giveFocusBack, showPalette, usePalette } from "../../state/palette.ts";
import { listenToKeys } from "../../state/shortcuts.ts";
import { lazyWanted } from "../lazyExtra.ts";
import { useShortcuts } from "../shortcuts/useShortcuts.ts";
import classes from "./PaletteButton.module.css";

const COMPLAINT = "This could not be loaded. Load the page again once the server is back.";
const Palette = lazyWanted(() => import("./Palette.tsx"), COMPLAINT);
const ShortcutList = lazyWanted(() => import("./ShortcutList.tsx"), COMPLAINT);

/** The keys that lead from any page to any other, and what they open over it, whose code loads when it is wanted. */
export function PaletteGate() {
  const shown = usePalette((palette) => palette.shown);
  useEffect(() => listenToKeys(window), []);
  useEffect(() => {
    if (shown === undefined) giveFocusBack();
  }, [shown]);
  // What was open belongs to whoever has left.
  useEffect(() => () => showPalette(undefined), []);
  usePageKeys();
  return (
    <Suspense>
      {shown === "commands" && <Palette />}
      {shown === "shortcuts" && <ShortcutList />}
    </Suspense>
  );
}

function usePageKeys(): void {
  const navigate = useNavigate();
  const jobId = useParams({ strict: false, select: (params: { jobId?: string }) => params.jobId });
  const go = (to: (typeof routes)["jobs" | "top" | "cluster" | "storage" | "start"]) => () => void navigate({ to });
  const goTab = (tab: JobTab) => () => {
    if (jobId === undefined) return false;
    void navigate({ to: jobTabRoutes[tab], params: { jobId } });
    return true;
  };
  useShortcuts({
    palette: () => showPalette("commands"),
    help: () => showPalette("shortcuts"),
    goJobs: go(routes.jobs),
    goTop: go(routes.top),
    goCluster: go(routes.cluster),
    goStorage: go(routes.storage),
    goStart: go(routes.start),
    goOverview: goTab("overview"),
    goLogs: goTab("logs"),
    goMetrics: goTab("metrics"),
    goTerminal: goTab("terminal"),
  });
}

/** The way to the palette for whoever does not know its key. */
export function PaletteButton() {
  const keys = keyText("palette", isMac());
  return (
    <button
      type="button"
      className={classes.button}
      aria-label="Find a page, a job or a command"
      aria-keyshortcuts={ariaKeys("palette")}
      title={`Find a page, a job or a command (${keys})`}
      onClick={() => showPalette("commands")}
    >
      <IconSearch size={14} aria-hidden />
      <kbd className={classes.keys} aria-hidden>
        {keys}
      </kbd>
    </button>
  );
}
