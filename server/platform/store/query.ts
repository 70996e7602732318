import type { JobStatus } from "../../../contract/status.ts";

/** Which jobs to list (PROTOCOL.md, "List parameters"). Empty lists and undefined mean: no filter. */
export interface JobFilter {
  readonly statuses: readonly JobStatus[];
  readonly owners: readonly string[];
  /** A job must have all of them. */
  readonly tags: readonly string[];
  readonly clusterNames: readonly string[];
  readonly orgNames: readonly string[];
  readonly projectNames: readonly string[];
  readonly name?: string;
  /** Milliseconds since the epoch, inclusive. */
  readonly sinceMs?: number;
  /** Milliseconds since the epoch, inclusive. */
  readonly untilMs?: number;
  readonly reverse: boolean;
  readonly limit?: number;
  readonly materialized?: boolean;
  readonly beingDropped?: boolean;
  readonly logsRemoved?: boolean;
  readonly id?: string;
}

/** The last job seen; the page goes on after it. */
export interface Cursor {
  readonly createdAtMs: number;
  readonly id: string;
}

export interface Query {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/**
 * The queries of one page. Each walks an index in the order of the answer and stops when the page is full: by tag, else
 * by status, else by name or age. Of several walks, one a status, the first jobs of all together are the page; merging
 * them in SQL would sort, and the driver keeps a transaction open after a compound query.
 * @param columns of the table of jobs
 */
export function pageQueries(
  filter: JobFilter,
  after: Cursor | undefined,
  pageSize: number,
  columns: readonly string[] = ["*"],
): Query[] {
  const walk = walkFor(columns, pageSize);
  const order = filter.reverse ? "DESC" : "ASC";
  const common = [...plainConditions(filter), ...rangeConditions(filter, after)];
  const [firstTag, ...otherTags] = filter.tags;
  if (firstTag !== undefined) {
    const conditions = [
      { sql: "t.tag = ?", values: [firstTag] },
      ...otherTags.map(hasTag),
      ...common,
      ...oneOf("j.status", filter.statuses),
    ];
    const from = "job_tags t CROSS JOIN jobs j ON j.id = t.job_id";
    return [walk(from, conditions, `t.created_at_ms ${order}, t.job_id ${order}`)];
  }
  const ordered = `j.created_at_ms ${order}, j.id ${order}`;
  if (filter.statuses.length === 0 || filter.name !== undefined) {
    return [walk("jobs j", [...common, ...oneOf("j.status", filter.statuses)], ordered)];
  }
  return [...new Set(filter.statuses)].map((status) =>
    walk("jobs j INDEXED BY jobs_by_status", [{ sql: "j.status = ?", values: [status] }, ...common], ordered),
  );
}

function walkFor(columns: readonly string[], pageSize: number) {
  const selected = columns.map((column) => `j.${column}`).join(", ");
  return (from: string, conditions: readonly Condition[], order: string): Query => {
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.map(({ sql }) => sql).join(" AND ")}`;
    return {
      sql: `SELECT ${selected} FROM ${from} ${where} ORDER BY ${order} LIMIT ?`,
      values: [...conditions.flatMap(({ values }) => values), pageSize],
    };
  };
}

/** Rows of several walks in the order of a list: creation time, then id. */
export function merged<Row extends { readonly created_at_ms: number; readonly id: string }>(
  walks: readonly Row[][],
  { reverse }: JobFilter,
  pageSize: number,
): readonly Row[] {
  const [only = []] = walks;
  if (walks.length === 1) return only;
  const sign = reverse ? -1 : 1;
  const rows = walks.flat().sort((a, b) => sign * (a.created_at_ms - b.created_at_ms || (a.id < b.id ? -1 : 1)));
  return rows.slice(0, pageSize);
}

function plainConditions(filter: JobFilter): Condition[] {
  return [
    ...oneOf("j.owner", filter.owners),
    ...oneOf("j.cluster_name", filter.clusterNames),
    ...oneOf("j.org_name", filter.orgNames),
    ...oneOf("j.project_name", filter.projectNames),
    ...equals("j.name", filter.name),
    ...equals("j.id", filter.id),
    ...equals("j.materialized", flag(filter.materialized)),
    ...equals("j.being_dropped", flag(filter.beingDropped)),
    ...equals("j.logs_removed", flag(filter.logsRemoved)),
  ];
}

function rangeConditions(filter: JobFilter, after: Cursor | undefined): Condition[] {
  const age = filter.tags.length > 0 ? "t.created_at_ms" : "j.created_at_ms";
  const id = filter.tags.length > 0 ? "t.job_id" : "j.id";
  const conditions: Condition[] = [];
  if (filter.sinceMs !== undefined) conditions.push({ sql: `${age} >= ?`, values: [filter.sinceMs] });
  if (filter.untilMs !== undefined) conditions.push({ sql: `${age} <= ?`, values: [filter.untilMs] });
  if (after) {
    const further = filter.reverse ? "<" : ">";
    conditions.push({ sql: `(${age}, ${id}) ${further} (?, ?)`, values: [after.createdAtMs, after.id] });
  }
  return conditions;
}

function hasTag(tag: string): Condition {
  return {
    sql: "EXISTS (SELECT 1 FROM job_tags o WHERE o.tag = ? AND o.created_at_ms = t.created_at_ms AND o.job_id = t.job_id)",
    values: [tag],
  };
}

function oneOf(column: string, values: readonly string[]): Condition[] {
  return values.length === 0 ? [] : [{ sql: `${column} IN (${values.map(() => "?").join(", ")})`, values }];
}

function equals(column: string, value: string | number | undefined): Condition[] {
  return value === undefined ? [] : [{ sql: `${column} = ?`, values: [value] }];
}

/** The driver takes no booleans. */
function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
