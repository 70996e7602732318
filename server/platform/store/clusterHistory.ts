import type { Db } from "./db.ts";

/** Keeps steps of the cluster's history, each as text. All calls are synchronous. */
export interface ClusterHistoryStore {
  /** Writes one step, over what was there; several at once are one transaction. */
  save(steps: readonly StoredStep[]): void;
  find(stepSeconds: number, startS: number): string | undefined;
  /** The steps of one grain that begin in a span of time, both ends included, oldest first. */
  read(stepSeconds: number, fromS: number, toS: number): { readonly startS: number; readonly data: string }[];
  /** Forgets the steps of one grain that begin before a moment. */
  prune(stepSeconds: number, beforeS: number): void;
}

export interface StoredStep {
  readonly stepSeconds: number;
  /** Seconds since the epoch at which it begins. */
  readonly startS: number;
  readonly data: string;
}

export function createClusterHistoryStore(db: Db): ClusterHistoryStore {
  const upsert = db.prepare(
    `INSERT INTO cluster_history (step_s, start_s, data) VALUES ($stepSeconds, $startS, $data)
     ON CONFLICT (step_s, start_s) DO UPDATE SET data = excluded.data`,
  );
  const find = db.prepare("SELECT data FROM cluster_history WHERE step_s = ? AND start_s = ?");
  const read = db.prepare(
    "SELECT start_s, data FROM cluster_history WHERE step_s = ? AND start_s BETWEEN ? AND ? ORDER BY start_s",
  );
  const prune = db.prepare("DELETE FROM cluster_history WHERE step_s = ? AND start_s < ?");
  return {
    save: db.transaction((steps: readonly StoredStep[]) => {
      for (const step of steps) upsert.run({ ...step });
    }),
    find: (stepSeconds, startS) => (find.get(stepSeconds, startS) as { data: string } | undefined)?.data,
    read: (stepSeconds, fromS, toS) =>
      (read.all(stepSeconds, fromS, toS) as { start_s: number; data: string }[]).map((row) => ({
        startS: row.start_s,
        data: row.data,
      })),
    prune: (stepSeconds, beforeS) => void prune.run(stepSeconds, beforeS),
  };
}
