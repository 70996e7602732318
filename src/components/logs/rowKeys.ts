import type { LogRow } from "../../lib/logStore/drawRow.ts";

/** Rows that are drawn, and by what each is told from the others; two lists of one length. */
export interface KeyedRows {
  readonly rows: readonly Pick<LogRow, "index">[];
  readonly keys: readonly number[];
}

/**
 * Keys for the next rows: a row that stays keeps its own.
 * @param reuses new rows take the keys of those that went, so that their elements are written anew instead of being
 * made anew, which is half the work. Not while somebody reads: a selection would stay at an element with other text
 */
export function nextKeys(before: KeyedRows, rows: KeyedRows["rows"], reuses: boolean): number[] {
  const indices = new Set(rows.map(({ index }) => index));
  const kept = new Map<number, number>();
  const free: number[] = [];
  for (const [at, { index }] of before.rows.entries()) {
    const key = before.keys[at] ?? 0;
    if (indices.has(index)) kept.set(index, key);
    else if (reuses) free.push(key);
  }
  let last = before.keys.reduce((highest, key) => Math.max(highest, key), -1);
  let reused = 0;
  return rows.map(({ index }) => kept.get(index) ?? free[reused++] ?? ++last);
}
