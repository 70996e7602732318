import { Button } from "@mantine/core";
import { linesOf } from "../pasteGuard.ts";
import type { TerminalSession } from "../terminalSession.ts";
import classes from "./Dock.module.css";

const SHOWN_CHARACTERS = 200;

/** Asks whether a text of many lines is meant for the terminal. */
export function PasteQuestion({ session, text }: { readonly session: TerminalSession; readonly text: string }) {
  const lines = linesOf(text);
  const close = () => {
    session.extras.setState({ paste: undefined });
    session.screen.focus();
  };
  const paste = () => {
    close();
    session.screen.paste(text);
  };
  return (
    <div
      className={classes.paste}
      role="alertdialog"
      aria-label="Paste"
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <span className={classes.pasteWords}>
        Paste {lines === 1 ? `${text.length.toLocaleString("en")} characters` : `${lines.toLocaleString("en")} lines`}?
      </span>
      <code className={classes.pasteText}>{text.slice(0, SHOWN_CHARACTERS)}</code>
      <Button size="compact-sm" variant="default" onClick={close}>
        Cancel
      </Button>
      <Button size="compact-sm" onClick={paste} autoFocus>
        Paste
      </Button>
    </div>
  );
}
