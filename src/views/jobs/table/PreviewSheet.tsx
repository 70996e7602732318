import { Modal } from "@mantine/core";
import { useEffect, useEffectEvent } from "react";
import PreviewPane, { type PreviewPaneProps } from "./PreviewPane.tsx";
import classes from "./PreviewPane.module.css";

export interface PreviewSheetProps extends PreviewPaneProps {
  /** Called once it is gone, by whatever way: the focus goes back to where it came from. */
  readonly onClosed: () => void;
}

/** The preview where there is no room for it beside the list: over all of it. */
export default function PreviewSheet({ onClosed, ...preview }: PreviewSheetProps) {
  const closed = useEffectEvent(onClosed);
  useEffect(() => () => closed(), []);
  return (
    <Modal.Root
      opened
      fullScreen
      onClose={preview.onClose}
      // Fields and menus within have their own use for Escape.
      closeOnEscape={false}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Content aria-label="Preview">
        <Modal.Body
          className={classes.sheet}
          onKeyDown={(event) => {
            const isWithin = event.currentTarget.contains(event.target as Node);
            if (event.key === "Escape" && isWithin && !event.defaultPrevented) preview.onClose();
          }}
        >
          <PreviewPane {...preview} isSheet />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
