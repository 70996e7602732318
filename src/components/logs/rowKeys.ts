import { handOnSlots } from "../../lib/handOnSlots.ts";
import type { LogRow } from "../../lib/logStore/drawRow.ts";

/** Rows that are drawn, and by what each is told from the others; two lists of one length. */
export interface KeyedRows {
  readonly rows: readonly Pick<LogRow, "index">[];
  readonly keys: readonly number[];
}

/**
 * Keys for the next rows: a row that stays keeps its own.
 * @param reuses new rows take the keys of those that went. Not while somebody reads: a selection would stay at an element
 * with other text
 */
export function nextKeys(before: KeyedRows, rows: KeyedRows["rows"], reuses: boolean): number[] {
  const known = new Map(before.rows.map(({ index }, at) => [index, before.keys[at] ?? 0]));
  const keys = handOnSlots(
    known,
    rows.map(({ index }) => index),
    reuses,
  );
  return [...keys.values()];
}
