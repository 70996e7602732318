import type { Db } from "./db.ts";

/** One stored piece of a job's telemetry. */
export interface StoredChunk {
  readonly jobId: string;
  readonly stepSeconds: number;
  /** Seconds since the epoch at which its first step begins. */
  readonly startS: number;
  readonly data: Buffer;
}

/** Keeps telemetry in pieces. Calls are synchronous; `save` is one transaction. */
export interface TelemetryStore {
  /** Writes pieces, over what was there. A piece of a job that is gone is left out. */
  save(chunks: readonly StoredChunk[]): void;
  /** The pieces of one grain that begin in a span of time, both ends included, oldest first. */
  read(jobId: string, stepSeconds: number, fromS: number, toS: number): StoredChunk[];
  /** Forgets the pieces of one grain that begin before a moment. */
  prune(stepSeconds: number, beforeS: number): void;
}

export function createTelemetryStore(db: Db): TelemetryStore {
  const upsert = db.prepare(
    `INSERT INTO telemetry (job_id, step_s, start_s, data)
     SELECT id, $stepSeconds, $startS, $data FROM jobs WHERE id = $jobId
     ON CONFLICT (job_id, step_s, start_s) DO UPDATE SET data = excluded.data`,
  );
  const select = db.prepare(
    "SELECT start_s, data FROM telemetry WHERE job_id = ? AND step_s = ? AND start_s BETWEEN ? AND ? ORDER BY start_s",
  );
  const remove = db.prepare("DELETE FROM telemetry WHERE step_s = ? AND start_s < ?");
  return {
    save: db.transaction((chunks: readonly StoredChunk[]) => {
      for (const chunk of chunks) upsert.run({ ...chunk });
    }),
    read(jobId, stepSeconds, fromS, toS) {
      const rows = select.all(jobId, stepSeconds, fromS, toS) as { start_s: number; data: Uint8Array }[];
      return rows.map((row) => ({ jobId, stepSeconds, startS: row.start_s, data: Buffer.from(row.data) }));
    },
    prune: (stepSeconds, beforeS) => void remove.run(stepSeconds, beforeS),
  };
}
