import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { ConfigError } from "../../config.ts";
import type { Db } from "./db.ts";
import { isUpToDate, migrate } from "./migrations.ts";

const FILE = "jobdeck.sqlite";
/** Another process writes for a moment only. */
const BUSY_TIMEOUT_MS = 5_000;

/** An open database of the platform. */
export interface OpenDatabase {
  readonly db: Db;
  close(): void;
}

/**
 * Opens the platform's database in a data folder and locks the folder until it is closed. The lock is the operating
 * system's, so it goes with the process however that ends.
 * @throws ConfigError when another server uses the folder, or when the database cannot be read or written
 */
export function openDatabase(dataDir: string): OpenDatabase {
  const lock = lockFolder(dataDir);
  try {
    const path = join(dataDir, FILE);
    // Jobs' environments may hold secrets; SQLite gives its other files the rights of this one.
    closeSync(openSync(path, "a", 0o600));
    const db = connect(path);
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

/**
 * Opens the database of a data folder that a server may be using at this moment; what is written is seen by it at once.
 * @throws ConfigError when there is none, when it cannot be used, or when the running server is of another release
 */
export function openBesideServer(dataDir: string): OpenDatabase {
  if (!existsSync(join(dataDir, FILE))) {
    throw new ConfigError(`There is no database in ${dataDir}; start the server once, or name its folder with --data.`);
  }
  const lock = tryToLock(dataDir);
  let db: Db | undefined;
  try {
    db = connect(join(dataDir, FILE));
    // Only while no server is running: one of an earlier release would not know what to do with a newer schema.
    if (lock) migrate(db);
    else if (!isUpToDate(db)) throw new ConfigError("The running server is of another release; restart it first.");
  } catch (error) {
    db?.close();
    throw error instanceof ConfigError ? error : unusable(dataDir, error);
  } finally {
    lock?.close();
  }
  const opened = db;
  return { db: opened, close: () => void opened.close() };
}

function connect(path: string): Db {
  const db = new Database(path);
  // A killed server loses nothing with NORMAL; only a power cut may take the last moments.
  db.exec(
    `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
     PRAGMA foreign_keys = ON;`,
  );
  return db;
}

function lockFolder(dataDir: string): Db {
  const lock = tryToLock(dataDir);
  if (lock) return lock;
  throw new ConfigError(
    `Another Jobdeck server uses the data folder ${dataDir}; stop it or choose another folder with --data.`,
  );
}

/** @returns undefined when another process holds the lock */
function tryToLock(dataDir: string): Db | undefined {
  let lock: Db | undefined;
  try {
    lock = new Database(join(dataDir, "lock"));
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    if ((error as { code?: unknown }).code === "SQLITE_BUSY") return undefined;
    throw unusable(dataDir, error);
  }
}

function unusable(dataDir: string, error: unknown): ConfigError {
  return new ConfigError(`The database in the data folder ${dataDir} cannot be used: ${(error as Error).message}`);
}
