import { useId, type ReactNode } from "react";
import classes from "./Cluster.module.css";

export interface PanelProps {
  readonly title: string;
  /** A few muted words beside the title. */
  readonly note?: ReactNode;
  /** What changes the panel, at its right end. */
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

/** A titled box of the page. */
export function Panel({ title, note, controls, children }: PanelProps) {
  const titleId = useId();
  return (
    <section className={classes.panel} aria-labelledby={titleId}>
      <header className={classes.panelHead}>
        <h2 id={titleId} className={classes.panelTitle}>
          {title}
        </h2>
        {note !== undefined && <span className={classes.note}>{note}</span>}
        {controls !== undefined && <div className={classes.controls}>{controls}</div>}
      </header>
      {children}
    </section>
  );
}
