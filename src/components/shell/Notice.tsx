import { CloseButton } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { dismissNotice, useNotice } from "../../state/notice.ts";
import classes from "./Notice.module.css";

/** What was just done, quietly at the foot of the window. The live region is always there, so that it is heard. */
export function Notice() {
  const text = useNotice((state) => state.text);
  return (
    <div className={classes.place} role="status" aria-label="Notice">
      {text !== undefined && (
        <div className={classes.notice}>
          <IconCheck size={16} className={classes.mark} aria-hidden />
          <span className={classes.text}>{text}</span>
          <CloseButton size="sm" aria-label="Dismiss" onClick={dismissNotice} />
        </div>
      )}
    </div>
  );
}
