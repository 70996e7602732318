import { createHash } from "node:crypto";
import type { UserRole } from "../../../contract/roles.ts";
import type { JobRecord } from "../jobRecord.ts";
import { LIVE } from "./jobs.ts";
import type { Db } from "./db.ts";

export interface UserRecord {
  readonly name: string;
  readonly role: UserRole;
}

/** The people of the platform beside its owner; each change is one transaction. */
export interface UserStore {
  /** By name. */
  all(): UserRecord[];
  find(name: string): UserRecord | undefined;
  byToken(token: string): UserRecord | undefined;
  /** @returns false when there is one of that name */
  add(user: UserRecord, token: string): boolean;
  /** Forgets a user and the tokens of his jobs. @returns false when there is none */
  remove(name: string): boolean;
  /** @returns false when there is no such user */
  setRole(name: string, role: UserRole): boolean;
  /** The token before stops working. @returns false when there is no such user */
  setToken(name: string, token: string): boolean;
}

/** The tokens of jobs that may call the API themselves. */
export interface JobTokenStore {
  /** Notes the token of a job's present attempt; those of earlier attempts, and of jobs that have ended, are forgotten. */
  add(job: JobRecord, token: string): void;
  /** The owner of the live job whose token it is. */
  ownerOf(token: string): string | undefined;
}

/**
 * What is stored of a token. A token is 256 random bits, which nobody can guess from its digest however fast that is
 * computed, so that the slow and salted hashes that passwords need would only make every request slow. For the same
 * reason a search by the digest gives nothing away by the time it takes.
 */
function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

export function createUserStore(db: Db): UserStore {
  const all = db.prepare("SELECT name, role FROM users ORDER BY name");
  const find = db.prepare("SELECT name, role FROM users WHERE name = ?");
  const byToken = db.prepare("SELECT name, role FROM users WHERE token_hash = ?");
  const add = db.prepare("INSERT INTO users (name, role, token_hash) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING");
  const removeTokens = db.prepare("DELETE FROM job_tokens WHERE job_id IN (SELECT id FROM jobs WHERE owner = ?)");
  const remove = db.prepare("DELETE FROM users WHERE name = ?");
  const setRole = db.prepare("UPDATE users SET role = ? WHERE name = ?");
  const setToken = db.prepare("UPDATE users SET token_hash = ? WHERE name = ?");
  return {
    all: () => (all.all() as UserRecord[]).map(readUser),
    find: (name) => userOf(find.get(name)),
    byToken: (token) => userOf(byToken.get(digestOf(token))),
    add: ({ name, role }, token) => add.run(name, role, digestOf(token)).changes === 1,
    remove: db.transaction((name: string) => {
      removeTokens.run(name);
      return remove.run(name).changes === 1;
    }),
    setRole: (name, role) => setRole.run(role, name).changes === 1,
    setToken: (name, token) => setToken.run(digestOf(token), name).changes === 1,
  };
}

function userOf(row: unknown): UserRecord | undefined {
  return row === undefined ? undefined : readUser(row as UserRecord);
}

/** The driver's rows have more than their columns. */
function readUser({ name, role }: UserRecord): UserRecord {
  return { name, role };
}

export function createJobTokenStore(db: Db): JobTokenStore {
  const forget = db.prepare(
    `DELETE FROM job_tokens WHERE (job_id = ? AND attempt < ?)
       OR job_id NOT IN (SELECT id FROM jobs WHERE status IN (${LIVE}))`,
  );
  const add = db.prepare("INSERT INTO job_tokens (token_hash, job_id, attempt) VALUES (?, ?, ?)");
  const ownerOf = db.prepare(
    `SELECT jobs.owner FROM job_tokens JOIN jobs ON jobs.id = job_tokens.job_id
       WHERE job_tokens.token_hash = ? AND jobs.status IN (${LIVE})`,
  );
  return {
    add: db.transaction(({ id, restarts }: JobRecord, token: string) => {
      forget.run(id, restarts);
      add.run(digestOf(token), id, restarts);
    }),
    ownerOf: (token) => (ownerOf.get(digestOf(token)) as { owner: string } | undefined)?.owner,
  };
}
