import type { ReactNode } from "react";
import { useId } from "react";
import classes from "./Overview.module.css";

/** A name and what there is to say; undefined and "" say nothing and are left out. */
export type FactRow = readonly [label: string, value: ReactNode];

export interface FactsProps {
  readonly title: string;
  readonly rows: readonly FactRow[];
}

/** A titled group of facts; nothing at all when there is none. */
export function Facts({ title, rows }: FactsProps) {
  const known = rows.filter(([, value]) => value !== undefined && value !== "" && value !== false);
  if (known.length === 0) return null;
  return (
    <Section title={title}>
      <dl className={classes.facts}>
        {known.map(([label, value]) => (
          <div key={label} className={classes.fact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

/** A titled box of the overview. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const titleId = useId();
  return (
    <section className={classes.section} aria-labelledby={titleId}>
      <h2 id={titleId} className={classes.sectionTitle}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** A value in monospace that may be long: it breaks anywhere. */
export function Code({ children }: { readonly children: ReactNode }) {
  return <code className={`jd-mono ${classes.code}`}>{children}</code>;
}
