import type { Db } from "./db.ts";
import { merged, pageQueries, type Cursor, type JobFilter } from "./query.ts";

/** A job of a list. */
export interface EncodedJob extends Cursor {
  /** The job as it travels, as {@link EncodedJobs.keep} was told it; undefined when it has changed since, or never was. */
  readonly encoded: string | undefined;
}

/** Jobs as they travel, beside what they are made from: a long list costs next to nothing but its length. */
export interface EncodedJobs {
  page(filter: JobFilter, after: Cursor | undefined, pageSize: number): EncodedJob[];
  /** Keeps what jobs of a page were encoded to, until they change. To be called before anything else can change them. */
  keep(encoded: ReadonlyMap<string, string>): void;
}

interface Row {
  readonly id: string;
  readonly created_at_ms: number;
  readonly encoding: number | null;
  readonly encoded: string | null;
}

/** @param form the number of the form in which jobs are encoded; what was kept in another one is as if it were not there */
export function createEncodedJobs(db: Db, form: number): EncodedJobs {
  const keepOne = db.prepare("UPDATE jobs SET encoding = ?, encoded = ? WHERE id = ?");
  return {
    page(filter, after, pageSize) {
      const walks = pageQueries(filter, after, pageSize, COLUMNS).map(
        ({ sql, values }) => db.prepare(sql).all(...values) as Row[],
      );
      return merged(walks, filter, pageSize).map((row) => ({
        id: row.id,
        createdAtMs: row.created_at_ms,
        encoded: row.encoding === form ? (row.encoded ?? undefined) : undefined,
      }));
    },
    keep: db.transaction((encoded: ReadonlyMap<string, string>) => {
      for (const [id, text] of encoded) keepOne.run(form, text, id);
    }),
  };
}

const COLUMNS: readonly (keyof Row)[] = ["id", "created_at_ms", "encoding", "encoded"];
