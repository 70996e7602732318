import { Button, Switch, useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { setPreferences, usePreferences } from "../../state/preferences.ts";
import { Reconnecting, StreamStatus } from "../logs/StreamStatus.tsx";
import { endWords, nextStep } from "./linkWords.ts";
import { commandLabel } from "./shells.ts";
import classes from "./Terminal.module.css";
import type { LinkState } from "./terminalLink.ts";
import type { TerminalSession } from "./terminalSession.ts";

export interface TerminalViewProps {
  readonly session: TerminalSession;
  /** Why the next step cannot be taken; undefined where it can. */
  readonly blocked: string | undefined;
  /** Opens the same again: a shell that has ended, or the job's own streams. */
  readonly onReopen: () => void;
  readonly onClose: () => void;
}

/** An open terminal: what it is connected to, the screen, and how it ended. */
export function TerminalView({ session, blocked, onReopen, onClose }: TerminalViewProps) {
  const state = useSyncExternalStore(session.link.subscribe, session.link.getState);
  const screenReader = usePreferences((preferences) => preferences.terminalScreenReader);
  const { target } = session;
  const ended = endWords(state, target);
  const closeLabel = ended ? "Close" : target.kind === "exec" ? "Close shell" : "Detach";
  return (
    <section className={classes.view} aria-label="Terminal">
      <div className={classes.toolbar}>
        <span className={classes.name}>
          {target.kind === "exec" ? commandLabel(target.command) : "Attached to the job"}
        </span>
        <LinkStatus state={state} onRetry={session.link.retryNow} />
        <Switch
          className={classes.switch}
          size="xs"
          label="Screen reader"
          title="Offers the terminal's text to screen readers; drawing becomes slower"
          checked={screenReader}
          onChange={(event) => setPreferences({ terminalScreenReader: event.currentTarget.checked })}
        />
        <Button variant="default" size="compact-sm" onClick={onClose} data-terminal-leave>
          {closeLabel}
        </Button>
      </div>
      <Screen session={session} screenReader={screenReader} />
      {ended && (
        <div className={classes.footer} role="alert">
          <span className={classes.ended}>{ended}</span>
          {blocked === undefined ? (
            <Button variant="default" size="compact-sm" onClick={onReopen}>
              {nextStep(target)}
            </Button>
          ) : (
            <span className="jd-muted">{blocked}</span>
          )}
        </div>
      )}
    </section>
  );
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
      return <StreamStatus tone="over">Ended</StreamStatus>;
    case "lost":
      return <StreamStatus tone="error">Lost</StreamStatus>;
    case "refused":
      return <StreamStatus tone="error">Not connected</StreamStatus>;
  }
}

/** Where the session's screen is put while this tab is open. */
function Screen({ session, screenReader }: { session: TerminalSession; screenReader: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    if (!frame.current) return;
    const unmount = session.screen.mount(frame.current);
    session.screen.focus();
    return unmount;
  }, [session]);
  useEffect(() => session.screen.setLook({ scheme, screenReader }), [session, scheme, screenReader]);
  return <div ref={frame} className={classes.screen} />;
}
