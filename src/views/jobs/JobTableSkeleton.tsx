import { useMediaQuery } from "@mantine/hooks";
import type { CSSProperties } from "react";
import { COLUMN_TRAITS, type JobColumn } from "../../lib/jobColumns.ts";
import classes from "./table/Table.module.css";
import { useTableColumns } from "./table/useTableColumns.ts";

const ROWS = Array.from({ length: 12 }, (_, index) => index);
const CARDS_MEDIA = "(max-width: 760px)";

/** The list's table while it loads, in its true size. */
export function JobTableSkeleton() {
  const { columns, template, observe } = useTableColumns();
  const hasCards = useMediaQuery(CARDS_MEDIA, undefined, { getInitialValueInEffect: false }) === true;
  return (
    <div ref={observe} className={classes.table} style={{ "--columns": template } as CSSProperties} aria-busy="true">
      <p className="jd-visually-hidden" role="status">
        Loading jobs
      </p>
      <div aria-hidden className={classes.waitingRows}>
        <div className={classes.head}>
          {hasCards ? <div className={classes.cardsHead} /> : <HeadWords columns={columns} />}
        </div>
        {ROWS.map((row) => (hasCards ? <WaitingCard key={row} /> : <WaitingRow key={row} columns={columns} />))}
      </div>
    </div>
  );
}

function HeadWords({ columns }: { readonly columns: readonly JobColumn[] }) {
  return (
    <div className={classes.headRow}>
      <span />
      {columns.map((column) => (
        <span key={column} className={COLUMN_TRAITS[column].align === "end" ? classes.end : undefined}>
          {COLUMN_TRAITS[column].label}
        </span>
      ))}
    </div>
  );
}

function WaitingRow({ columns }: { readonly columns: readonly JobColumn[] }) {
  return (
    <div className={`${classes.row} ${classes.waiting}`}>
      <span />
      {columns.map((column) => (
        <span
          key={column}
          className={`${classes.bone} ${COLUMN_TRAITS[column].align === "end" ? classes.waitingEnd : ""}`}
          style={{ width: column === "name" ? "60%" : "80%" }}
        />
      ))}
    </div>
  );
}

function WaitingCard() {
  return (
    <div className={`${classes.card} ${classes.waiting}`}>
      {["60%", "40%", "80%"].map((width) => (
        <span key={width} className={classes.cardFacts}>
          <span className={classes.bone} style={{ width }} />
        </span>
      ))}
    </div>
  );
}
