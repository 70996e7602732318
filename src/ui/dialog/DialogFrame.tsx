import { Modal, type MantineSize } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Dialog.module.css";

export interface DialogFrameProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly size?: MantineSize;
  /** Left out: for as long as it is rendered. */
  readonly opened?: boolean;
  readonly onClose: () => void;
  /** Called once the dialog is off the screen. Who is told that gives the focus back himself. */
  readonly onClosed?: () => void;
  /** Whether the way out is a cross beside the title; else the children have it. */
  readonly hasCloseButton?: boolean;
}

/** A window over the page, with its title. */
export function DialogFrame(props: DialogFrameProps) {
  const { title, children, size = "sm", opened, onClose, onClosed, hasCloseButton = false } = props;
  return (
    <Modal.Root
      opened={opened ?? true}
      onClose={onClose}
      onExitTransitionEnd={onClosed}
      returnFocus={onClosed === undefined}
      centered
      size={size}
      // What goes at once when it is not rendered any more had better come at once too.
      transitionProps={{ duration: opened === undefined ? 0 : 100 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={classes.body}>
          {hasCloseButton ? (
            <div className={classes.head}>
              <Modal.Title className={classes.title}>{title}</Modal.Title>
              <Modal.CloseButton aria-label="Close" />
            </div>
          ) : (
            <Modal.Title className={classes.title}>{title}</Modal.Title>
          )}
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** What a dialog says, below its title. */
export function DialogText({ children }: { readonly children: ReactNode }) {
  return <p className={classes.text}>{children}</p>;
}

/** The buttons of a dialog, the one that does it last. */
export function DialogButtons({ children }: { readonly children: ReactNode }) {
  return <div className={classes.buttons}>{children}</div>;
}
