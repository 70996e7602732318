import type Database from "libsql";

/** An open database. */
export type Db = Database.Database;
