import type { ReactNode } from "react";
import classes from "./MessageScreen.module.css";

export interface MessageScreenProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** The next step: a button or a link. */
  readonly action?: ReactNode;
  readonly icon?: ReactNode;
  /** An error is announced to screen readers at once. */
  readonly tone?: "neutral" | "error";
}

/** What stands in for a page or a panel that has nothing to show: why, and what to do next. */
export function MessageScreen({ title, children, action, icon, tone = "neutral" }: MessageScreenProps) {
  return (
    <section className={classes.screen} role={tone === "error" ? "alert" : undefined}>
      {icon && (
        <div className={classes.icon} data-tone={tone} aria-hidden>
          {icon}
        </div>
      )}
      <h2 className={classes.title}>{title}</h2>
      {children && <div className={classes.body}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </section>
  );
}
