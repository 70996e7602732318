import type { ReactNode } from "react";
import classes from "./Figures.module.css";

/** What a number is about: gives it the colour of its charts. */
export type FigureMeasure = "cpu" | "memory" | "gpu";

export interface FiguresProps {
  /** `large` for a page that is looked at from afar. */
  readonly size?: "small" | "large";
  readonly children: ReactNode;
}

/** The numbers of this moment, beside each other. */
export function Figures({ size = "small", children }: FiguresProps) {
  return (
    <dl className={classes.figures} data-size={size}>
      {children}
    </dl>
  );
}

export interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly detail: ReactNode;
  /** Of a whole, 0..1, as a bar under the number. */
  readonly share?: number;
  readonly measure?: FigureMeasure;
}

/** One number, what it means and, where there is one, its share of a whole. */
export function Figure({ name, value, detail, share, measure }: FigureProps) {
  return (
    <div className={classes.figure} data-measure={measure}>
      <dt>{name}</dt>
      <dd>
        <span className={`jd-num ${classes.value}`}>{value}</span> <span className={classes.detail}>{detail}</span>
        {share !== undefined && <ShareBar share={share} />}
      </dd>
    </div>
  );
}

/** A share of a whole, beside the numbers that say the same, in the colour `--measure` of what is around it. */
export function ShareBar({ share }: { readonly share: number }) {
  return (
    <span className={classes.bar} aria-hidden>
      <span style={{ transform: `scaleX(${Math.min(1, Math.max(0, share || 0)).toFixed(3)})` }} />
    </span>
  );
}
