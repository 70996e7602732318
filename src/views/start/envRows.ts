import type { EnvEntry } from "../../lib/envText.ts";
import type { EnvRow } from "./startForm.ts";

type Rows = readonly EnvRow[];

function nextKey(rows: Rows): number {
  return rows.reduce((highest, row) => Math.max(highest, row.key), -1) + 1;
}

/** Adds an empty row at the end. */
export function appendEnv(rows: Rows): Rows {
  return [...rows, { key: nextKey(rows), name: "", value: "" }];
}

/** Changes one row. */
export function updateEnv(rows: Rows, key: number, change: Partial<EnvEntry>): Rows {
  return rows.map((row) => (row.key === key ? { ...row, ...change } : row));
}

/** Takes one row away. */
export function removeEnv(rows: Rows, key: number): Rows {
  return rows.filter((row) => row.key !== key);
}

/**
 * Puts pasted entries in place of one row. An entry whose name is in another row already takes that row's value over
 * instead of standing there twice.
 */
export function replaceEnv(rows: Rows, key: number, entries: readonly EnvEntry[]): Rows {
  const values = new Map(entries.map((entry) => [entry.name, entry.value]));
  const others = new Set(rows.filter((row) => row.key !== key).map((row) => row.name));
  let next = nextKey(rows);
  const added = [...values]
    .filter(([name]) => !others.has(name))
    .map(([name, value]): EnvRow => ({ key: next++, name, value }));
  return rows.flatMap((row) => {
    if (row.key === key) return added;
    const value = values.get(row.name);
    return [value === undefined ? row : { ...row, value }];
  });
}
