import type { Db } from "./db.ts";

/** A disk as it is stored; its files are in a folder of its own. */
export interface DiskRecord {
  readonly id: string;
  readonly projectName: string;
  readonly name?: string;
  readonly owner: string;
  /** What was asked for; nothing enforces it on a plain folder. */
  readonly storageBytes: number;
  readonly createdAtMs: number;
  readonly lastUsedAtMs?: number;
  /** Deleted when no job has used it for this long; undefined: never. */
  readonly unusedTimeoutSeconds?: number;
}

/** The disks of all projects. All calls are synchronous. */
export interface DiskStore {
  /** @returns false when a disk of the project has its name */
  insert(disk: DiskRecord): boolean;
  /** By id, else by name. */
  find(projectName: string, idOrName: string): DiskRecord | undefined;
  /** A project's disks, oldest first. */
  list(projectName: string): DiskRecord[];
  /** Every disk that is to go when nobody uses it. */
  perishable(): DiskRecord[];
  noteUse(id: string, timeMs: number): void;
  remove(id: string): void;
}

interface DiskRow {
  readonly id: string;
  readonly project_name: string;
  readonly name: string | null;
  readonly owner: string;
  readonly storage_bytes: number;
  readonly created_at_ms: number;
  readonly last_used_at_ms: number | null;
  readonly unused_timeout_seconds: number | null;
}

export function createDiskStore(db: Db): DiskStore {
  const insert = db.prepare(
    `INSERT INTO disks (id, project_name, name, owner, storage_bytes, created_at_ms, unused_timeout_seconds)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const byId = db.prepare("SELECT * FROM disks WHERE project_name = ? AND id = ?");
  const byName = db.prepare("SELECT * FROM disks WHERE project_name = ? AND name = ?");
  const list = db.prepare("SELECT * FROM disks WHERE project_name = ? ORDER BY created_at_ms, rowid");
  const perishable = db.prepare("SELECT * FROM disks WHERE unused_timeout_seconds IS NOT NULL");
  const noteUse = db.prepare("UPDATE disks SET last_used_at_ms = ? WHERE id = ?");
  const remove = db.prepare("DELETE FROM disks WHERE id = ?");
  const read = (row: unknown) => (row === undefined ? undefined : readDisk(row as DiskRow));
  return {
    insert(disk) {
      const { id, projectName, name = null, owner, storageBytes, createdAtMs, unusedTimeoutSeconds = null } = disk;
      try {
        insert.run(id, projectName, name, owner, storageBytes, createdAtMs, unusedTimeoutSeconds);
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === "SQLITE_CONSTRAINT_UNIQUE") return false;
        throw error;
      }
    },
    find: (projectName, idOrName) => read(byId.get(projectName, idOrName) ?? byName.get(projectName, idOrName)),
    list: (projectName) => (list.all(projectName) as DiskRow[]).map(readDisk),
    perishable: () => (perishable.all() as DiskRow[]).map(readDisk),
    noteUse: (id, timeMs) => void noteUse.run(timeMs, id),
    remove: (id) => void remove.run(id),
  };
}

function readDisk(row: DiskRow): DiskRecord {
  return {
    id: row.id,
    projectName: row.project_name,
    name: row.name ?? undefined,
    owner: row.owner,
    storageBytes: row.storage_bytes,
    createdAtMs: row.created_at_ms,
    lastUsedAtMs: row.last_used_at_ms ?? undefined,
    unusedTimeoutSeconds: row.unused_timeout_seconds ?? undefined,
  };
}
