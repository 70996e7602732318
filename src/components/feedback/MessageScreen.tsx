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
  /** It is the whole page, so that its title is the page's first heading. */
  readonly isPage?: boolean;
}

/** What stands in for a page or a panel that has nothing to show: why, and what to do next. */
export function MessageScreen({ title, children, action, icon, tone = "neutral", isPage = false }: MessageScreenProps) {
  const Title = isPage ? "h1" : "h2";
  return (
    <section className={classes.screen} role={tone === "error" ? "alert" : undefined}>
      {icon && (
        <div className={classes.icon} data-tone={tone} aria-hidden>
          {icon}
        </div>
      )}
      <Title className={classes.title}>{title}</Title>
      {children && <div className={classes.body}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </section>
  );
}
