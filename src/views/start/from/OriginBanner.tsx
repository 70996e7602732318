import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useFormOrigin } from "./FormOrigin.ts";
import { LeftOut } from "./LeftOut.tsx";
import classes from "./StartTools.module.css";

/** Says where the form's contents come from and what of it is missing, with the way back. */
export function OriginBanner() {
  const { note, dismissNote, replace } = useFormOrigin();
  return (
    <div role="status" aria-label="Where the form comes from">
      {note && (
        <div className={classes.banner}>
          <div className={classes.bannerHead}>
            <span className={classes.bannerTitle}>{note.title}</span>
            {note.undo && (
              <Button
                variant="default"
                size="compact-xs"
                onClick={() => note.undo && replace(note.undo.form, note.undo.matrix)}
              >
                {note.undo.label}
              </Button>
            )}
            <ActionIcon variant="subtle" color="gray" size={24} aria-label="Close this message" onClick={dismissNote}>
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </div>
          <LeftOut lines={note.leftOut} />
        </div>
      )}
    </div>
  );
}
