import { IconClockPause, IconFileText } from "@tabler/icons-react";
import { ErrorScreen } from "../feedback/ErrorScreen.tsx";
import { MessageScreen } from "../feedback/MessageScreen.tsx";
import classes from "./LogPanel.module.css";
import type { LogState, LogStatusProps } from "./LogStatus.tsx";

/** A log without a line, and why. */
export function LogEmpty({ state, onRetry }: LogStatusProps) {
  return <div className={classes.empty}>{contentOf(state, onRetry)}</div>;
}

function contentOf(state: LogState, onRetry: () => void) {
  switch (state.status) {
    case "connecting":
    case "reconnecting":
      return <span className={classes.reading}>Reading the log…</span>;
    case "waiting":
      return (
        <MessageScreen icon={<IconClockPause size={20} />} title="The log begins when the job starts">
          {state.message}
        </MessageScreen>
      );
    case "live":
      return (
        <div className={classes.late}>
          <MessageScreen icon={<IconFileText size={20} />} title="No output yet">
            What the job writes to its standard output and error appears here at once.
          </MessageScreen>
        </div>
      );
    case "ended":
      return (
        <MessageScreen icon={<IconFileText size={20} />} title="No output">
          The job ended without writing anything.
        </MessageScreen>
      );
    case "allEnded":
      return (
        <MessageScreen icon={<IconFileText size={20} />} title="No output">
          The jobs ended without writing anything.
        </MessageScreen>
      );
    case "refused":
      return <ErrorScreen error={state.error} retry={onRetry} />;
  }
}
