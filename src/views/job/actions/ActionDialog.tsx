import { Alert, Button, Modal } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import classes from "./ActionDialog.module.css";
import type { JobDialogProps } from "./jobDialog.ts";

export interface ActionDialogProps extends Omit<JobDialogProps, "job"> {
  readonly title: string;
  readonly children: ReactNode;
  /** What the button that does it says. */
  readonly submitLabel: string;
  readonly isDestructive?: boolean;
  /** Why it cannot be done as it stands; the button is then off. */
  readonly blocked?: boolean;
  readonly isPending: boolean;
  /** Why the last try failed. */
  readonly error: Error | null;
  readonly onSubmit: () => void;
}

/** The frame of what the menu asks: it stays until the platform has taken the order. */
export function ActionDialog(props: ActionDialogProps) {
  const { title, children, submitLabel, isDestructive = false, blocked = false, isPending, error } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending && !blocked) props.onSubmit();
  };
  return (
    <Modal.Root
      opened={props.opened}
      onClose={props.onClose}
      onExitTransitionEnd={props.onClosed}
      returnFocus={false}
      centered
      size="sm"
      transitionProps={{ duration: 100 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <form onSubmit={submit} noValidate className={classes.form}>
            <Modal.Title className={classes.title}>{title}</Modal.Title>
            {children}
            {error && (
              <Alert variant="outline" color="red" role="alert" className={classes.error}>
                {error.message}
              </Alert>
            )}
            <div className={classes.buttons}>
              <Button variant="default" onClick={props.onClose} data-autofocus={isDestructive || undefined}>
                Cancel
              </Button>
              <Button type="submit" color={isDestructive ? "red.9" : undefined} loading={isPending} disabled={blocked}>
                {submitLabel}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
