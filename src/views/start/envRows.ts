import type { EnvEntry } from "../../lib/envText.ts";
import { nextKey } from "./rows.ts";
import type { EnvRow } from "./startForm.ts";

/**
 * Puts pasted entries in place of one row. An entry whose name is in another row already takes that row's value over
 * instead of standing there twice.
 */
export function replaceEnv(rows: readonly EnvRow[], key: number, entries: readonly EnvEntry[]): readonly EnvRow[] {
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
