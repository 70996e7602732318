import { Alert, Button, Modal } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import classes from "./StoragePage.module.css";

export interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The button that does it. */
  readonly action: string;
  readonly isDanger?: boolean;
  readonly isBusy: boolean;
  readonly isReady?: boolean;
  readonly error: Error | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/** A question or a small form over the page; its error stands above the buttons. */
export function Dialog(props: DialogProps) {
  const { title, children, action, isDanger = false, isBusy, isReady = true, error, onSubmit, onClose } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !isBusy) onSubmit();
  };
  return (
    <Modal.Root opened onClose={onClose} centered size="md" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Modal.Title className={classes.dialogTitle}>{title}</Modal.Title>
          <form onSubmit={submit} className={classes.form} noValidate>
            {children}
            {error && (
              <Alert variant="outline" color="red" role="alert">
                {error.message}
              </Alert>
            )}
            <div className={classes.dialogButtons}>
              <Button variant="default" onClick={onClose} data-autofocus={isDanger || undefined}>
                Cancel
              </Button>
              <Button type="submit" color={isDanger ? "red.9" : undefined} loading={isBusy} disabled={!isReady}>
                {action}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
