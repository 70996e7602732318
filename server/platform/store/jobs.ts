import { ACTIVE_STATUSES, type JobStatus } from "../../../contract/status.ts";
import type { Handle } from "../../engines/engine.ts";
import type { JobRecord, JobSpec, RunRecord } from "../jobRecord.ts";
import type { Db } from "./db.ts";
import { merged, pageQueries, type Cursor, type JobFilter } from "./query.ts";
import { createSettleUsage } from "./usage.ts";

/** Everything the platform remembers. All calls are synchronous; each writing call is one transaction. */
export interface JobStore {
  /** Writes a new job and the mark of its request. @returns false when a live job of the project has its name */
  insert(job: JobRecord, mark?: StartMark): boolean;
  /** The job that a user's request with this mark has started, and the hash of that request. */
  byMark(owner: string, mark: string): { readonly job: JobRecord; readonly requestHash: string } | undefined;
  /** Writes a job's new state and, in the same transaction, a run of it. Specification, tags and names stay. */
  save(job: JobRecord, run?: RunRecord): void;
  byId(id: string): JobRecord | undefined;
  /** The live job of that name, else the latest; among several that of `owner` comes first. */
  byName(name: string, owner?: string): JobRecord | undefined;
  /** Every job that is not finished, oldest first. */
  live(): JobRecord[];
  /** Every finished job whose dropping was asked for. */
  beingDropped(): JobRecord[];
  page(filter: JobFilter, after: Cursor | undefined, pageSize: number): JobRecord[];
  /** A user's tags, sorted. */
  tagsOf(owner: string): string[];
  /** A job's attempts in order. */
  runsOf(jobId: string): RunRecord[];
  /** @param attempt counts from 0; the latest when left out */
  runOf(jobId: string, attempt?: number): RunRecord | undefined;
  knowsRun(runId: string): boolean;
  /** Forgets the attempts of a job: their logs are gone. */
  removeRuns(job: JobRecord): void;
  /** Forgets a job. */
  remove(id: string): void;
}

/** What tells a request that is sent again from a second one like it. */
export interface StartMark {
  /** Chosen by whoever sends the request; unique among those of the job's owner. */
  readonly mark: string;
  readonly requestHash: string;
}

/** The part of a job that no filter looks at. */
type State = Pick<
  JobRecord,
  | "transitions"
  | "startedAtMs"
  | "finishedAtMs"
  | "restarts"
  | "quickEnds"
  | "restartAtMs"
  | "lifeSpanMinutes"
  | "stopReason"
  | "suspendedMs"
  | "gpus"
  | "tags"
>;

interface JobRow {
  readonly id: string;
  readonly created_at_ms: number;
  readonly name: string | null;
  readonly owner: string;
  readonly cluster_name: string;
  readonly org_name: string | null;
  readonly project_name: string;
  readonly status: string;
  readonly materialized: number;
  readonly being_dropped: number;
  readonly logs_removed: number;
  readonly state: string;
  readonly spec: string;
}

interface RunRow {
  readonly run_id: string;
  readonly job_id: string;
  readonly attempt: number;
  readonly handle: string | null;
}

/** The statuses of jobs that have not finished, as SQL. */
export const LIVE = ACTIVE_STATUSES.map((status) => `'${status}'`).join(", ");

export function createJobStore(db: Db): JobStore {
  const statements = prepareStatements(db);
  const jobs = (rows: unknown) => (rows as JobRow[]).map(readJob);
  const job = (row: unknown) => (row === undefined ? undefined : readJob(row as JobRow));
  const runs = (rows: unknown) => (rows as RunRow[]).map(readRun);
  const settleUsage = createSettleUsage(db);

  const insert = db.transaction((record: JobRecord, mark?: StartMark) => {
    statements.insertJob.run(writeJob(record));
    if (mark) statements.insertMark.run(record.owner, mark.mark, mark.requestHash, record.id);
    for (const tag of new Set(record.tags)) statements.insertTag.run(tag, record.createdAtMs, record.id);
    settleUsage(undefined, record);
  });
  const update = (record: JobRecord) => {
    const { id, status, materialized, being_dropped, logs_removed, state } = writeJob(record);
    statements.updateJob.run({ id, status, materialized, being_dropped, logs_removed, state });
  };
  const save = db.transaction((record: JobRecord, run?: RunRecord) => {
    const before = job(statements.byId.get(record.id));
    if (before) settleUsage(before, record);
    update(record);
    if (run) statements.upsertRun.run(writeRun(run));
  });
  const removeRuns = db.transaction((record: JobRecord) => {
    update(record);
    statements.deleteRuns.run(record.id);
  });

  return {
    insert(record, mark) {
      try {
        insert(record, mark);
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === "SQLITE_CONSTRAINT_UNIQUE") return false;
        throw error;
      }
    },
    save,
    byMark(owner, mark) {
      const row = statements.byMark.get(owner, mark) as (JobRow & { readonly request_hash: string }) | undefined;
      return row && { job: readJob(row), requestHash: row.request_hash };
    },
    byId: (id) => job(statements.byId.get(id)),
    byName: (name, owner = "") =>
      job(statements.liveByName.get(name, owner) ?? statements.latestByName.get(name, owner)),
    live: () => jobs(statements.live.all()),
    beingDropped: () => jobs(statements.beingDropped.all()),
    page(filter, after, pageSize) {
      const walks = pageQueries(filter, after, pageSize).map(
        ({ sql, values }) => db.prepare(sql).all(...values) as JobRow[],
      );
      return merged(walks, filter, pageSize).map(readJob);
    },
    tagsOf: (owner) => (statements.tagsOf.all(owner) as { tag: string }[]).map(({ tag }) => tag),
    runsOf: (jobId) => runs(statements.runsOf.all(jobId)),
    runOf(jobId, attempt) {
      return runs(attempt === undefined ? statements.lastRunOf.all(jobId) : statements.runOf.all(jobId, attempt))[0];
    },
    knowsRun: (runId) => statements.runById.get(runId) !== undefined,
    removeRuns,
    remove: (id) => void statements.deleteJob.run(id),
  };
}

function prepareStatements(db: Db) {
  return {
    insertJob: db.prepare(
      `INSERT INTO jobs (id, created_at_ms, name, owner, cluster_name, org_name, project_name, status, materialized,
         being_dropped, logs_removed, state, spec)
       VALUES (@id, @created_at_ms, @name, @owner, @cluster_name, @org_name, @project_name, @status, @materialized,
         @being_dropped, @logs_removed, @state, @spec)`,
    ),
    insertTag: db.prepare("INSERT INTO job_tags (tag, created_at_ms, job_id) VALUES (?, ?, ?)"),
    insertMark: db.prepare("INSERT INTO start_marks (owner, mark, request_hash, job_id) VALUES (?, ?, ?, ?)"),
    byMark: db.prepare(
      `SELECT jobs.*, start_marks.request_hash FROM start_marks JOIN jobs ON jobs.id = start_marks.job_id
         WHERE start_marks.owner = ? AND mark = ?`,
    ),
    updateJob: db.prepare(
      `UPDATE jobs SET status = @status, materialized = @materialized, being_dropped = @being_dropped,
         logs_removed = @logs_removed, state = @state, encoded = NULL WHERE id = @id`,
    ),
    upsertRun: db.prepare(
      `INSERT INTO runs (run_id, job_id, attempt, handle) VALUES (@run_id, @job_id, @attempt, @handle)
       ON CONFLICT (run_id) DO UPDATE SET handle = excluded.handle`,
    ),
    byId: db.prepare("SELECT * FROM jobs WHERE id = ?"),
    liveByName: db.prepare(
      `SELECT * FROM jobs WHERE name = ? AND status IN (${LIVE})
         ORDER BY owner = ? DESC, created_at_ms DESC, id DESC LIMIT 1`,
    ),
    latestByName: db.prepare(
      "SELECT * FROM jobs WHERE name = ? ORDER BY owner = ? DESC, created_at_ms DESC, id DESC LIMIT 1",
    ),
    live: db.prepare(`SELECT * FROM jobs WHERE status IN (${LIVE}) ORDER BY created_at_ms, id`),
    beingDropped: db.prepare("SELECT * FROM jobs WHERE being_dropped = 1"),
    tagsOf: db.prepare(
      `SELECT DISTINCT tag FROM job_tags JOIN jobs ON jobs.id = job_tags.job_id WHERE jobs.owner = ? ORDER BY tag`,
    ),
    runsOf: db.prepare("SELECT * FROM runs WHERE job_id = ? ORDER BY attempt"),
    runOf: db.prepare("SELECT * FROM runs WHERE job_id = ? AND attempt = ?"),
    lastRunOf: db.prepare("SELECT * FROM runs WHERE job_id = ? ORDER BY attempt DESC LIMIT 1"),
    runById: db.prepare("SELECT 1 FROM runs WHERE run_id = ?"),
    deleteRuns: db.prepare("DELETE FROM runs WHERE job_id = ?"),
    deleteJob: db.prepare("DELETE FROM jobs WHERE id = ?"),
  };
}

function writeJob(job: JobRecord): JobRow {
  const { transitions, startedAtMs, finishedAtMs, restarts, quickEnds, restartAtMs } = job;
  const { lifeSpanMinutes, stopReason, suspendedMs, gpus, tags } = job;
  const state: State = {
    ...{ transitions, startedAtMs, finishedAtMs, restarts, quickEnds, restartAtMs },
    ...{ lifeSpanMinutes, stopReason, suspendedMs, gpus, tags },
  };
  return {
    id: job.id,
    created_at_ms: job.createdAtMs,
    name: job.name ?? null,
    owner: job.owner,
    cluster_name: job.clusterName,
    org_name: job.orgName ?? null,
    project_name: job.projectName,
    status: job.status,
    materialized: Number(job.materialized),
    being_dropped: Number(job.beingDropped),
    logs_removed: Number(job.logsRemoved),
    state: JSON.stringify(state),
    spec: JSON.stringify(job.spec),
  };
}

function readJob(row: JobRow): JobRecord {
  return {
    ...(JSON.parse(row.state) as State),
    id: row.id,
    createdAtMs: row.created_at_ms,
    name: row.name ?? undefined,
    owner: row.owner,
    clusterName: row.cluster_name,
    orgName: row.org_name ?? undefined,
    projectName: row.project_name,
    status: row.status as JobStatus,
    materialized: row.materialized === 1,
    beingDropped: row.being_dropped === 1,
    logsRemoved: row.logs_removed === 1,
    spec: JSON.parse(row.spec) as JobSpec,
  };
}

function writeRun(run: RunRecord): RunRow {
  const handle = run.handle === undefined ? null : JSON.stringify(run.handle);
  return { run_id: run.runId, job_id: run.jobId, attempt: run.attempt, handle };
}

function readRun(row: RunRow): RunRecord {
  const handle = row.handle === null ? undefined : (JSON.parse(row.handle) as Handle);
  return { runId: row.run_id, jobId: row.job_id, attempt: row.attempt, handle };
}
