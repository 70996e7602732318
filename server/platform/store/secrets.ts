import type { Db } from "./db.ts";

/** A secret as it lies in the database: nobody can read its value there. */
export interface SealedSecret {
  readonly projectName: string;
  readonly key: string;
  /** Who wrote it last. */
  readonly owner: string;
  readonly sealed: Buffer;
}

/** The secrets of all projects. All calls are synchronous. */
export interface SecretStore {
  /** Writes a secret, or replaces its value. */
  put(secret: SealedSecret): void;
  get(projectName: string, key: string): SealedSecret | undefined;
  /** A project's secrets by key. */
  list(projectName: string): Omit<SealedSecret, "sealed">[];
  /** @returns false when there was none */
  remove(projectName: string, key: string): boolean;
}

interface SecretRow {
  readonly project_name: string;
  readonly key: string;
  readonly owner: string;
  readonly sealed: Buffer;
}

export function createSecretStore(db: Db): SecretStore {
  const put = db.prepare(
    `INSERT INTO secrets (project_name, key, owner, sealed) VALUES (?, ?, ?, ?)
     ON CONFLICT (project_name, key) DO UPDATE SET owner = excluded.owner, sealed = excluded.sealed`,
  );
  const get = db.prepare("SELECT * FROM secrets WHERE project_name = ? AND key = ?");
  const list = db.prepare("SELECT project_name, key, owner FROM secrets WHERE project_name = ? ORDER BY key");
  const remove = db.prepare("DELETE FROM secrets WHERE project_name = ? AND key = ?");
  return {
    put: ({ projectName, key, owner, sealed }) => void put.run(projectName, key, owner, sealed),
    get(projectName, key) {
      const row = get.get(projectName, key) as SecretRow | undefined;
      return row && { projectName: row.project_name, key: row.key, owner: row.owner, sealed: Buffer.from(row.sealed) };
    },
    list: (projectName) =>
      (list.all(projectName) as Omit<SecretRow, "sealed">[]).map((row) => ({
        projectName: row.project_name,
        key: row.key,
        owner: row.owner,
      })),
    remove: (projectName, key) => remove.run(projectName, key).changes > 0,
  };
}
