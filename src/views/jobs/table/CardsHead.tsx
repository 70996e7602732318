import type { ReactNode } from "react";
import { sortWords, type JobSort } from "../../../lib/jobSort.ts";
import classes from "./Table.module.css";

export interface CardsHeadProps {
  readonly sort: JobSort;
  readonly selectBox: ReactNode;
  readonly corner: ReactNode;
}

/** What stands above the cards: all of them at once, their order, and how to change it. */
export function CardsHead({ sort, selectBox, corner }: CardsHeadProps) {
  const order = sort.isDescending ? "descending" : "ascending";
  return (
    <div role="row" aria-rowindex={1} className={classes.cardsHead}>
      <span role="columnheader" aria-label="Selected" className={classes.select}>
        {selectBox}
      </span>
      <span role="columnheader" aria-sort={order} className={classes.cardsOrder}>
        {sortWords(sort)}
      </span>
      <span role="columnheader" aria-label="Actions">
        {corner}
      </span>
    </div>
  );
}
