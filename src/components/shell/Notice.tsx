import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { dismissNotice, useNotice } from "../../state/notice.ts";
import classes from "./Notice.module.css";

/** What was just done, quietly at the foot of the window. The live region is always there, so that it is heard. */
export function Notice() {
  const text = useNotice((state) => state.text);
  return (
    <div className={classes.place} role="status" aria-label="Notice">
      {text !== undefined && (
        <div className={classes.notice}>
          <span className={classes.text}>{text}</span>
          <ActionIcon size={22} variant="subtle" color="gray" aria-label="Dismiss" onClick={dismissNotice}>
            <IconX size={14} />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}
