import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Dock.module.css";

export interface DockDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The frame of what the dock asks. */
export function DockDialog({ title, onClose, children }: DockDialogProps) {
  return (
    <Modal.Root opened centered size="sm" onClose={onClose} transitionProps={{ duration: 100 }}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Modal.Title className={classes.dialogTitle}>{title}</Modal.Title>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
