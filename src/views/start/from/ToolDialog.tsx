import { Button, Modal } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import classes from "./StartTools.module.css";

export interface ToolDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  /** What the button that does it says; without one there is only the way out. */
  readonly submitLabel?: string;
  /** Whether it cannot be done as it stands. */
  readonly blocked?: boolean;
  readonly onSubmit?: () => void;
}

/** The frame of the start form's dialogs. */
export function ToolDialog({ title, children, onClose, submitLabel, blocked = false, onSubmit }: ToolDialogProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The start form is around this one for React, and must not hear of it.
    event.stopPropagation();
    if (!blocked) onSubmit?.();
  };
  return (
    <Modal.Root opened onClose={onClose} centered size="lg" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <form onSubmit={submit} noValidate className={classes.form}>
            <Modal.Title className={classes.dialogTitle}>{title}</Modal.Title>
            {children}
            <div className={classes.dialogButtons}>
              <Button variant="default" onClick={onClose}>
                {submitLabel ? "Cancel" : "Close"}
              </Button>
              {submitLabel && (
                <Button type="submit" disabled={blocked}>
                  {submitLabel}
                </Button>
              )}
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
