import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { ConfigError } from "../../config.ts";
import type { Db } from "./db.ts";
import { migrate } from "./migrations.ts";

/**
 * Opens the platform's database in a data folder and locks the folder until it is closed. The lock is the operating
 * system's, so it goes with the process however that ends.
 * @throws ConfigError when another server uses the folder, or when the database cannot be read or written
 */
export function openDatabase(dataDir: string): { db: Db; close(): void } {
  const lock = lockFolder(dataDir);
  try {
    const path = join(dataDir, "jobdeck.sqlite");
    // Jobs' environments may hold secrets; SQLite gives its other files the rights of this one.
    closeSync(openSync(path, "a", 0o600));
    const db = new Database(path);
    // A killed server loses nothing with NORMAL; only a power cut may take the last moments.
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
    migrate(db);
    return {
      db,
      close() {
        try {
          db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        } finally {
          db.close();
          lock.close();
        }
      },
    };
  } catch (error) {
    lock.close();
    throw error instanceof ConfigError ? error : unusable(dataDir, error);
  }
}

function lockFolder(dataDir: string): Db {
  let lock: Db | undefined;
  try {
    lock = new Database(join(dataDir, "lock"));
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    if ((error as { code?: unknown }).code !== "SQLITE_BUSY") throw unusable(dataDir, error);
    throw new ConfigError(
      `Another Jobdeck server uses the data folder ${dataDir}; stop it or choose another folder with --data.`,
    );
  }
}

function unusable(dataDir: string, error: unknown): ConfigError {
  return new ConfigError(`The database in the data folder ${dataDir} cannot be used: ${(error as Error).message}`);
}
