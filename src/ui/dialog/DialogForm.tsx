import { Alert, Button } from "@mantine/core";
import type { FormEvent } from "react";
import classes from "./Dialog.module.css";
import { DialogButtons, DialogFrame, type DialogFrameProps } from "./DialogFrame.tsx";

export interface DialogFormProps extends Omit<DialogFrameProps, "hasCloseButton"> {
  /** What the button that does it says; without one there is only the way out. */
  readonly submitLabel: string | undefined;
  readonly isDestructive?: boolean;
  /** Whether it cannot be done as it stands; the button is then off. */
  readonly blocked?: boolean;
  readonly isPending: boolean;
  /** Why the last try failed. */
  readonly error: Error | null;
  readonly onSubmit: () => void;
}

/** A question or a small form over the page: it stays until it is done, and its error stands above the buttons. */
export function DialogForm(props: DialogFormProps) {
  const { children, submitLabel, isDestructive = false, blocked = false, isPending, error, onSubmit, ...frame } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // For React a form around this one is its parent, and must not hear of it.
    event.stopPropagation();
    if (submitLabel !== undefined && !isPending && !blocked) onSubmit();
  };
  return (
    <DialogFrame {...frame}>
      <form onSubmit={submit} noValidate className={classes.body}>
        {children}
        {error && (
          <Alert variant="outline" color="red" role="alert" className={classes.error}>
            {error.message}
          </Alert>
        )}
        <DialogButtons>
          <Button variant="default" onClick={frame.onClose} data-autofocus={isDestructive || undefined}>
            {submitLabel === undefined ? "Close" : "Cancel"}
          </Button>
          {submitLabel !== undefined && (
            <Button type="submit" color={isDestructive ? "red.9" : undefined} loading={isPending} disabled={blocked}>
              {submitLabel}
            </Button>
          )}
        </DialogButtons>
      </form>
    </DialogFrame>
  );
}
