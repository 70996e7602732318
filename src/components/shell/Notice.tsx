import { IconX } from "@tabler/icons-react";
import { dismissNotice, useNotice } from "../../state/notice.ts";
import plain from "../../ui/plainButton.module.css";
import classes from "./Notice.module.css";

/** What was just done, quietly at the foot of the window. The live region is always there, so that it is heard. */
export function Notice() {
  const text = useNotice((state) => state.text);
  return (
    <div className={classes.place} role="status" aria-label="Notice">
      {text !== undefined && (
        <div className={classes.notice}>
          <span className={classes.text}>{text}</span>
          <button
            type="button"
            className={`${plain.icon} ${classes.dismiss}`}
            aria-label="Dismiss"
            onClick={dismissNotice}
          >
            <IconX size={14} />
          </button>
        </div>
      )}
    </div>
  );
}
