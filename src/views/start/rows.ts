/** A row of a list in the form; `key` tells rows apart while they are being typed. */
export interface Row {
  readonly key: number;
}

/** A key that no row has. */
export function nextKey(rows: readonly Row[]): number {
  return rows.reduce((highest, row) => Math.max(highest, row.key), -1) + 1;
}

/** Adds a row at the end. */
export function appendRow<R extends Row>(rows: readonly R[], row: Omit<R, "key">): readonly R[] {
  return [...rows, { ...row, key: nextKey(rows) } as R];
}

/** Changes one row. */
export function updateRow<R extends Row>(rows: readonly R[], key: number, change: Partial<R>): readonly R[] {
  return rows.map((row) => (row.key === key ? { ...row, ...change } : row));
}

/** Takes one row away. */
export function removeRow<R extends Row>(rows: readonly R[], key: number): readonly R[] {
  return rows.filter((row) => row.key !== key);
}
