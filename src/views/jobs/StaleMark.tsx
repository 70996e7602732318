import { IconCloudOff } from "@tabler/icons-react";
import classes from "./JobsPage.module.css";

export interface StaleMarkProps {
  readonly error: Error;
  /** When what is shown was read. */
  readonly sinceMs: number;
}

/** A quiet word that the list may be out of date, since when and why. */
export function StaleMark({ error, sinceMs }: StaleMarkProps) {
  const time = new Date(sinceMs).toLocaleTimeString(undefined, { timeStyle: "medium" });
  return (
    <p className={classes.stale} role="status" title={error.message}>
      <IconCloudOff size={14} aria-hidden />
      <span>
        As of <span className="jd-num">{time}</span>: the platform does not answer
      </span>
    </p>
  );
}
