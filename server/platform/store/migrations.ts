import { ConfigError } from "../../config.ts";
import type { Db } from "./db.ts";

/**
 * Every step of the schema, oldest first; a step that was released is never changed. What filters and names need is in
 * columns, the rest of a job in JSON. Times are milliseconds since the epoch, flags are 0 or 1.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    created_at_ms INTEGER NOT NULL,
    name TEXT,
    owner TEXT NOT NULL,
    cluster_name TEXT NOT NULL,
    org_name TEXT,
    project_name TEXT NOT NULL,
    status TEXT NOT NULL,
    materialized INTEGER NOT NULL,
    being_dropped INTEGER NOT NULL,
    logs_removed INTEGER NOT NULL,
    state TEXT NOT NULL,
    spec TEXT NOT NULL
  );
  CREATE INDEX jobs_by_age ON jobs (created_at_ms, id);
  CREATE INDEX jobs_by_status ON jobs (status, created_at_ms, id);
  CREATE INDEX jobs_by_name ON jobs (name, created_at_ms, id);
  CREATE UNIQUE INDEX jobs_live_name ON jobs (cluster_name, IFNULL(org_name, ''), project_name, name)
    WHERE name IS NOT NULL AND status IN ('pending', 'suspended', 'running');

  CREATE TABLE job_tags (
    tag TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, created_at_ms, job_id)
  ) WITHOUT ROWID;
  CREATE INDEX job_tags_by_job ON job_tags (job_id);

  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    handle TEXT
  );
  CREATE UNIQUE INDEX runs_by_job ON runs (job_id, attempt);
  `,
  `
  CREATE TABLE telemetry (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    step_s INTEGER NOT NULL,
    start_s INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (job_id, step_s, start_s)
  ) WITHOUT ROWID;
  CREATE INDEX telemetry_by_age ON telemetry (step_s, start_s);
  `,
  `
  CREATE TABLE users (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE
  ) WITHOUT ROWID;

  CREATE TABLE job_tokens (
    token_hash TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX job_tokens_by_job ON job_tokens (job_id);
  `,
  `
  CREATE TABLE secrets (
    project_name TEXT NOT NULL,
    key TEXT NOT NULL,
    owner TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (project_name, key)
  ) WITHOUT ROWID;

  CREATE TABLE disks (
    id TEXT PRIMARY KEY,
    project_name TEXT NOT NULL,
    name TEXT,
    owner TEXT NOT NULL,
    storage_bytes INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    last_used_at_ms INTEGER,
    unused_timeout_seconds REAL
  );
  CREATE UNIQUE INDEX disks_by_name ON disks (project_name, name) WHERE name IS NOT NULL;
  `,
  `
  CREATE TABLE start_marks (
    owner TEXT NOT NULL,
    mark TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    PRIMARY KEY (owner, mark)
  ) WITHOUT ROWID;
  CREATE INDEX start_marks_by_job ON start_marks (job_id);
  `,
  // A finished job as it travels, and in which form of it: see encodedJobs.ts.
  `
  ALTER TABLE jobs ADD COLUMN encoding INTEGER;
  ALTER TABLE jobs ADD COLUMN encoded TEXT;
    `,
  `
  CREATE TABLE usage_days (
    day INTEGER NOT NULL,
    owner TEXT NOT NULL,
    project_name TEXT NOT NULL,
    preset_name TEXT NOT NULL,
    run_seconds REAL NOT NULL,
    cpu_seconds REAL NOT NULL,
    gpu_seconds REAL NOT NULL,
    credits REAL NOT NULL,
    PRIMARY KEY (day, owner, project_name, preset_name)
  ) WITHOUT ROWID;
  CREATE TABLE usage_jobs (
    day INTEGER NOT NULL,
    job_id TEXT NOT NULL,
    run_seconds REAL NOT NULL,
    credits REAL NOT NULL,
    PRIMARY KEY (day, job_id)
  ) WITHOUT ROWID;
  CREATE TABLE usage_since (time_ms INTEGER NOT NULL);

  CREATE TABLE cluster_history (
    step_s INTEGER NOT NULL,
    start_s INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (step_s, start_s)
  ) WITHOUT ROWID;
  `,
];

/** Whether the schema is exactly this release's. */
export function isUpToDate(db: Db): boolean {
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  return version === MIGRATIONS.length;
}

/** Brings the schema up to date. @throws ConfigError for a database of a newer release */
export function migrate(db: Db): void {
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > MIGRATIONS.length) {
    throw new ConfigError(
      "The data folder was written by a newer Jobdeck; start that one, or choose another with --data.",
    );
  }
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue;
    db.transaction(() => db.exec(`${step}; PRAGMA user_version = ${index + 1};`))();
  }
}
