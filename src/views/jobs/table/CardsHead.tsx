import type { ReactNode } from "react";
import { sortWords, type JobSort } from "../../../lib/jobSort.ts";
import classes from "./Table.module.css";

/** The box that selects, a card's three lines and its menu, for who hears cards as a table. */
export const CARD_COLUMNS = 5;

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
      <span role="columnheader" aria-colindex={1} aria-label="Selected" className={classes.select}>
        {selectBox}
      </span>
      <span role="columnheader" aria-colindex={2} aria-colspan={3} aria-sort={order} className={classes.cardsOrder}>
        {sortWords(sort)}
      </span>
      <span role="columnheader" aria-colindex={CARD_COLUMNS} aria-label="Actions">
        {corner}
      </span>
    </div>
  );
}
