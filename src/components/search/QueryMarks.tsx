import type { ReactNode, Ref } from "react";
import type { Query } from "../../lib/jobSearch/query.ts";
import classes from "./SearchField.module.css";

export interface QueryMarksProps {
  readonly text: string;
  readonly query: Query;
  /** Where the terms begin that are shown as wrong. */
  readonly wrongAt: ReadonlySet<number>;
  readonly ref: Ref<HTMLDivElement>;
}

/** The coloured marks behind the field's text; the same text lies over them in the field itself. */
export function QueryMarks({ text, query, wrongAt, ref }: QueryMarksProps) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const term of query.terms) {
    parts.push(text.slice(end, term.start));
    const kind = wrongAt.has(term.start) ? classes.wrong : term.kind === "key" ? classes.token : undefined;
    parts.push(
      <span key={term.start} className={kind}>
        {text.slice(term.start, term.end)}
      </span>,
    );
    end = term.end;
  }
  return (
    <div ref={ref} className={classes.marks} aria-hidden>
      {parts}
      {text.slice(end)}
    </div>
  );
}
