import { CloseButton } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./ActionError.module.css";

export interface ActionErrorProps {
  /** What was tried, as a sentence begins: "Could not start it again". */
  readonly what: string;
  /** Nothing is shown while there is none. */
  readonly error: Error | null;
  readonly onDismiss: () => void;
  /** The button that tried it. */
  readonly children: ReactNode;
}

/** A button, and under it why it did not do what it says. */
export function ActionError({ what, error, onDismiss, children }: ActionErrorProps) {
  return (
    <div className={classes.anchor}>
      {children}
      {error && (
        <div className={classes.error} role="alert">
          <span>
            {what}: {error.message}
          </span>
          <CloseButton size="sm" aria-label="Dismiss" onClick={onDismiss} />
        </div>
      )}
    </div>
  );
}
