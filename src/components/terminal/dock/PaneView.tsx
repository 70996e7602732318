import { ActionIcon, Button, CloseButton, useComputedColorScheme } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import { routes } from "../../../paths.ts";
import { paneName, type DockPane } from "../../../lib/dockLayout.ts";
import { renewPane, showPane } from "../../../state/dock.ts";
import { usePreferences } from "../../../state/preferences.ts";
import { useClient } from "../../ClientContext.ts";
import { Reconnecting, StreamStatus } from "../../logs/StreamStatus.tsx";
import { endWords, nextStep } from "../linkWords.ts";
import type { LinkState } from "../terminalLink.ts";
import { endTerminal, lookOf, terminalOf } from "../terminals.ts";
import type { TerminalSession } from "../terminalSession.ts";
import { useCloseQuestion } from "./CloseQuestion.tsx";
import classes from "./Dock.module.css";
import { PasteQuestion } from "./PasteQuestion.tsx";
import { SearchBar } from "./SearchBar.tsx";
import { TouchKeys } from "./TouchKeys.tsx";

export interface PaneViewProps {
  readonly pane: DockPane;
  readonly isActive: boolean;
  /** Whether there is no other beside it, so that its tab closes it. */
  readonly isAlone: boolean;
}

/** One terminal: what it is connected to and how that goes, the screen, and how it ended. */
export function PaneView({ pane, isActive, isAlone }: PaneViewProps) {
  const scheme = useComputedColorScheme("light");
  const session = terminalOf(pane, useClient(), scheme);
  const state = useSyncExternalStore(session.link.subscribe, session.link.getState);
  const { isSearching, paste } = useStore(session.extras);
  const { ask, question } = useCloseQuestion();
  const ended = endWords(state, pane.target);
  const search = (wanted: boolean) => {
    session.extras.setState({ isSearching: wanted });
    if (!wanted) session.screen.focus();
  };
  return (
    <section
      className={classes.pane}
      aria-label={`Terminal, ${paneName(pane)}`}
      data-active={(isActive && !isAlone) || undefined}
      onFocus={() => !isActive && showPane(pane.id)}
    >
      <div className={classes.paneBar}>
        <LinkStatus state={state} onRetry={session.link.retryNow} />
        <Link to={routes.job} params={{ jobId: pane.jobId }} className={classes.paneJob}>
          {pane.jobLabel}
        </Link>
        <div className={classes.paneActions}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label="Search the terminal"
            title="Search the terminal (Ctrl+Shift+F)"
            onClick={() => search(!isSearching)}
          >
            <IconSearch size={14} />
          </ActionIcon>
          <CloseButton
            size="sm"
            aria-label={pane.target.kind === "exec" ? "Close shell" : "Detach"}
            title={pane.target.kind === "exec" ? "Close shell" : "Detach: the job goes on"}
            data-pane-close={pane.id}
            onClick={() => ask([pane])}
          />
        </div>
      </div>
      {isSearching && <SearchBar screen={session.screen} onClose={() => search(false)} />}
      <Screen session={session} scheme={scheme} isActive={isActive} />
      {!ended && <TouchKeys session={session} />}
      {paste !== undefined && <PasteQuestion session={session} text={paste} />}
      {ended && <Ended words={ended} step={nextStep(state, pane.target)} onStep={() => next(session, pane)} />}
      {question}
    </section>
  );
}

/** Does what {@link nextStep} says. */
function next(session: TerminalSession, pane: DockPane): void {
  const state = session.link.getState();
  if (state.status === "lost" && state.error.kind === "conflict") {
    session.link.retryNow();
    session.screen.focus();
    return;
  }
  endTerminal(pane.id);
  renewPane(pane.id);
}

function LinkStatus({ state, onRetry }: { state: LinkState; onRetry: () => void }) {
  switch (state.status) {
    case "connecting":
      return <StreamStatus tone="busy">Connecting…</StreamStatus>;
    case "live":
      return <StreamStatus tone="live">Connected</StreamStatus>;
    case "reconnecting":
      return <Reconnecting retryAtMs={state.retryAtMs} error={state.error} onRetry={onRetry} />;
    case "ended":
      return <StreamStatus tone="over">Ended ({state.end.exitCode})</StreamStatus>;
    case "lost":
      return <StreamStatus tone="error">{state.error.kind === "conflict" ? "Elsewhere" : "Lost"}</StreamStatus>;
    case "refused":
      return <StreamStatus tone="error">Refused</StreamStatus>;
  }
}

interface EndedProps {
  readonly words: string;
  readonly step: string;
  readonly onStep: () => void;
}

function Ended({ words, step, onStep }: EndedProps) {
  return (
    <div className={classes.ended} role="alert">
      <span className={classes.endedWords}>{words}</span>
      <Button variant="default" size="compact-sm" onClick={onStep}>
        {step}
      </Button>
    </div>
  );
}

interface ScreenProps {
  readonly session: TerminalSession;
  readonly scheme: "light" | "dark";
  readonly isActive: boolean;
}

/** Where the session's screen is put while its tab is looked at. */
function Screen({ session, scheme, isActive }: ScreenProps) {
  const frame = useRef<HTMLDivElement>(null);
  const preferences = usePreferences();
  useEffect(() => (frame.current ? session.screen.mount(frame.current) : undefined), [session]);
  useEffect(() => {
    // In a window of another width panes are put elsewhere, and what is being asked keeps the focus.
    const isAsked = document.activeElement?.closest("[role=dialog]");
    if (isActive && !isAsked) session.screen.focus();
  }, [session, isActive]);
  useEffect(() => session.screen.setLook(lookOf(scheme)), [session, scheme, preferences]);
  return <div ref={frame} className={classes.screen} />;
}
